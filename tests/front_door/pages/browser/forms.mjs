// How somebody fills in a form.

/** A phone, held in a hallway. */
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** A hand on a screen, which counts its touches. */
export class Hand {
  touches = 0;

  constructor(page) {
    this.page = page;
  }

  /** Touches something, which is in sight or scrolled to. */
  async touches_at(what) {
    await this.page.locator(what).first().tap();
    this.touches += 1;
  }

  /** Chooses what a card says. */
  async chooses(name, value) {
    await this.touches_at(card(name, value));
  }

  /** Chooses the first of the cards that are not folded away and say what is not known yet. */
  async chooses_another(name, known) {
    const cards = `label.card:has(input[name="${name}"]):visible`;
    const said = await this.page.locator(cards).allInnerTexts();
    const another = said.findIndex((words) => !known.includes(words.split("\n")[0].trim().toLowerCase()));
    await this.touches_at(`${cards} >> nth=${another}`);
  }

  /** Writes into a field, which takes one touch to begin. */
  async writes(name, words) {
    await this.touches_at(`form.record [name="${name}"]`);
    await this.page.keyboard.insertText(words);
  }

  /** Has the form recorded. */
  async records(words) {
    await this.touches_at("form.record button.main");
    await recorded(this.page, words);
  }
}

const card = (name, value) => `label.card:has(input[name="${name}"][value="${value}"])`;

/** Waits until the page says that it is recorded, and what. */
export async function recorded(page, words) {
  await page.locator(".notice.good[role=status]", { hasText: /Genoteerd om \d/ }).filter({ hasText: words }).waitFor();
}

/** Fills in fields of the form that is open, wherever they are folded away: pairs of a name and what to say there. */
export async function fills(page, fields) {
  await page.evaluate(() => document.querySelectorAll("form.record details").forEach((one) => (one.open = true)));
  for (const [name, value] of fields) {
    const field = page.locator(`form.record [name="${name}"]:not([type=hidden])`);
    const kind = await field.first().evaluate((one) => (one.matches("select") ? "select" : one.type));
    if (kind === "select") await field.selectOption(value);
    else if (kind === "radio" || kind === "checkbox") await page.locator(card(name, value)).click();
    else await field.fill(value);
  }
}

/** Presses the button of the form that is open, and waits until it is recorded. */
export async function records(page, words = "") {
  await page.locator("form.record button.main").click();
  await recorded(page, words);
}

/** Goes to the file of a client whom somebody guides. Gives its address. */
export async function a_file(stage, page) {
  await stage.opens(page, "/trajecten?fase=active");
  const names = page.locator('main table a[href^="/trajecten/"]').filter({ hasText: /\.$/ });
  const path = await names.first().getAttribute("href");
  await stage.opens(page, path);
  return stage.address + path;
}

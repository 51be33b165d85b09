// Every page, by everybody who finds it, with script and without.
import { Found } from "./found.mjs";
import { play } from "./stage.mjs";
import { whole } from "./whole.mjs";

/** So many are looked at at once. */
const AT_ONCE = 2;

await play(async (stage) => {
  const found = new Found(stage);
  const outside = await stage.nobody();
  found.begins({ role: "nobody", plain: outside, context: outside }, "/", []);
  for (const { role } of await stage.people()) {
    // Whoever has no script finds everything.
    const first = await stage.signed_in(role, { javaScriptEnabled: false });
    const plain = first.context();
    const context = await stage.nobody({ storageState: await plain.storageState() });
    const menu = await first.locator("nav.menu a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    const at = new URL(first.url()).pathname;
    found.begins({ role, plain, context }, at, menu.filter((link) => link !== at));
    await first.close();
  }
  const looks = async () => {
    for (let next; (next = found.ahead.shift()); ) await page_of(stage, found, next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, looks));
});

async function page_of(stage, found, { who, path }) {
  const where = `${who.role} ${path}`;
  const plain = await who.plain.newPage();
  const said = (await is_a_page(stage, plain, path)) ? await reads(plain) : null;
  await plain.close();
  // What is a file is saved and not shown.
  if (!said) return;
  said.links.forEach((link) => found.meets(who, new URL(link)));
  const page = await who.context.newPage();
  await stage.opens(page, path);
  const with_script = await reads(page);
  for (const part of ["headings", "tables", "fields"]) {
    const [one, other] = [with_script, said].map((said) => JSON.stringify(said[part]));
    if (one !== other) stage.fault(where, `the same ${part} without script`, `${one} and ${other}`);
  }
  if (said.headings.length === 0) stage.fault(where, "it reads without script", "no heading");
  stage.count("pages without script");
  await whole(stage, page, where);
  await page.close();
}

/** Whether there is a page under an address. */
async function is_a_page(stage, page, address) {
  try {
    const answer = await stage.opens(page, address);
    return (answer.headers()["content-type"] ?? "").startsWith("text/html");
  } catch (error) {
    if (error.message.includes("Download is starting")) return false;
    throw error;
  }
}

/** What a page says, what it asks, and where it leads. */
function reads(page) {
  return page.evaluate(() => {
    const all = (what) => [...document.querySelectorAll(what)];
    return {
      headings: all("h1, h2, h3").map((one) => one.textContent),
      tables: all("main table").length,
      fields: all("main form [name]").map((one) => one.name),
      links: all("a[href]").map((one) => one.href),
    };
  });
}

// A caseworker opens a client and records that the client starts to work; the coordinator, who has the figures open,
// sees one more, live, and the old figure when looking back to yesterday.
import { PHONE, fills, records } from "./forms.mjs";
import { play } from "./stage.mjs";
import { whole } from "./whole.mjs";

const REGION = "/regio/vlaamse-ardennen";
/** The figure that goes up by one. */
const LABEL = "Startte met werk";

await play(async (stage) => {
  const coordinator = await stage.signed_in("regiocoördinator");
  await stage.opens(coordinator, REGION);
  // What begins today counts from today on, so yesterday may have been another figure.
  await goes_back(coordinator);
  const yesterday = await figure(coordinator);
  await stage.opens(coordinator, REGION);
  const before = await figure(coordinator);

  const caseworker = await stage.signed_in("trajectbegeleider", PHONE);
  await opens_a_client(stage, caseworker);
  await starts_to_work(stage, caseworker);

  await coordinator.waitForFunction(
    ([label, figure]) => [...document.querySelectorAll(".tiles li")].some((tile) =>
      tile.querySelector(".tile-label").textContent.trim() === label
      && tile.querySelector(".tile-figure").textContent.trim() === figure),
    [LABEL, String(before + 1)],
  );
  stage.count("figures that moved by themselves");
  await looks_back(stage, coordinator, yesterday);
  await by_months(stage);
});

async function figure(page) {
  const tile = page.locator(".tiles li", { has: page.locator(".tile-label", { hasText: LABEL }) });
  return Number((await tile.locator(".tile-figure").innerText()).trim());
}

async function opens_a_client(stage, page) {
  await stage.opens(page, "/trajecten/nieuw");
  await fills(page, [["identity.givenName", "Noor"], ["identity.familyName", "Vandewiele"]]);
  await page.locator("form.record button.main").click();
  await page.locator('[name="opening.source"]').first().waitFor();
  await fills(page, [
    ["opening.source", "ocmw"], ["opening.municipality", "45041"], ["opening.contactLanguage", "nl"],
    ["legalBasis.bases", "consent"], ["legalBasis.purposes", "guidance"], ["legalBasis.purposes", "esf_reporting"],
    ["intake", "ja"], ["intake.labourStatus", "unemployed"],
  ]);
  await records(page);
  await whole(stage, page, "a client is opened");
  await page.setViewportSize(PHONE.viewport);
}

async function starts_to_work(stage, page) {
  const [, , trajectory] = new URL(page.url()).pathname.split("/");
  await stage.opens(page, `/trajecten/${trajectory}/noteer/werk-gestart`);
  await fills(page, [["contract", "permanent"], ["ftePercent", "80"]]);
  await records(page, "Startte met werk");
  stage.count("jobs");
}

/** A day back, by one key on the slider. */
async function goes_back(page) {
  await page.locator("#slider").focus();
  await page.keyboard.press("ArrowLeft");
  await page.waitForURL((url) => url.searchParams.has("op"));
  await page.getByText("Je ziet wat op").waitFor();
}

/** Whoever looks back has the figure of before. */
async function looks_back(stage, page, before) {
  await goes_back(page);
  const then = await figure(page);
  if (then !== before) stage.fault("yesterday, by the slider", "the figure is that of before", `${then}, not ${before}`);
  if (!(await page.locator("#slider").evaluate((one) => one === document.activeElement))) {
    stage.fault("yesterday, by the slider", "the focus stays where it was", await page.locator(":focus").innerText());
  }
  await whole(stage, page, "yesterday, by the slider");
  stage.count("days looked back");
}

/** An analyst goes back by the months that can be asked of rounded figures. */
async function by_months(stage) {
  const page = await stage.signed_in("analist");
  await stage.opens(page, REGION);
  const slider = page.locator("#slider");
  const said = await slider.getAttribute("aria-valuetext");
  await slider.focus();
  await page.keyboard.press("ArrowLeft");
  await page.waitForURL((url) => url.searchParams.has("op"));
  const [now, then] = [said, await page.locator("#slider").getAttribute("aria-valuetext")];
  const last_of_month = new Date(new URL(page.url()).searchParams.get("op"));
  last_of_month.setUTCDate(last_of_month.getUTCDate() + 1);
  if (now === then || last_of_month.getUTCDate() !== 1) {
    stage.fault("an analyst's slider", "it goes by months", `${now}, ${then}, ${page.url()}`);
  }
  await page.locator(".tile-figure").first().waitFor();
  await whole(stage, page, "an analyst looks back");
  stage.count("months looked back");
}

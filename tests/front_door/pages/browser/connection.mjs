// The connection is lost in the middle of a form: nothing is lost, nothing is recorded twice, and what is kept on the
// device says nothing of anybody.
import { PHONE, a_file } from "./forms.mjs";
import { play } from "./stage.mjs";
import { look } from "./look.mjs";

/** All that the queue on a device may hold. */
const MAY_HOLD = ["at", "chosen", "command", "day", "handle", "refused", "who"];

await play(async (stage) => {
  const page = await stage.signed_in("trajectbegeleider", PHONE);
  const file = await a_file(stage, page);
  await cut_before_it_is_sent(stage, page, file);
  await cut_before_the_answer(stage, page, file);
  await what_is_refused_waits(stage, page);
});

/** How many attempts to reach the client are recorded. */
async function attempts(stage, page, file) {
  await stage.opens(page, `${file}?alles=ja`);
  return page.locator(".timeline li", { hasText: "Contactpoging" }).count();
}

/** The way is known of whoever was called before. */
async function reaches(page) {
  await page.locator('label.card:has(input[name="outcome"][value="reached"])').tap();
  await page.locator('label.card:has(input[name="mode"][value="home_visit"])').tap();
}

async function cut_before_it_is_sent(stage, page, file) {
  const before = await attempts(stage, page, file);
  await stage.opens(page, `${file}/noteer/contactpoging`);
  await page.context().setOffline(true);
  await page.locator("#offline").waitFor();
  await reaches(page);
  await page.getByRole("button", { name: "Bewaren tot er verbinding is" }).tap();
  await page.locator("#queue li.queued").waitFor();
  await look(stage, page, "without connection");
  const kept = await page.evaluate(() => ({ ...localStorage }));
  for (const [name, items] of Object.entries(kept)) {
    const fields = new Set(JSON.parse(items).flatMap((item) => Object.keys(item)));
    const more = [...fields].filter((field) => !MAY_HOLD.includes(field));
    if (more.length > 0) stage.fault("the queue", "it holds nothing that says anything of anybody", `${name}: ${more}`);
  }
  for (const word of ["reached", "contactpoging", file.split("/").at(-1), "phone", "home_visit"]) {
    if (JSON.stringify(kept).includes(word)) stage.fault("the queue", "it holds no word", word);
  }
  if (Object.keys(kept).length !== 1) stage.fault("the queue", "it is kept", JSON.stringify(kept));
  await page.context().setOffline(false);
  await page.locator("#queue").waitFor({ state: "detached" });
  await are(stage, await attempts(stage, page, file), before + 1, "sent when the connection is back");
  if (await page.evaluate(() => localStorage.length)) stage.fault("the queue", "it is empty once it is sent", "");
}

/** The server has it, and its answer gets lost: the form is sent again and recorded once. */
async function cut_before_the_answer(stage, page, file) {
  const before = await attempts(stage, page, file);
  await stage.opens(page, `${file}/noteer/contactpoging`);
  await reaches(page);
  let sent = 0;
  await page.route("**/noteer/contactpoging", async (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    sent += 1;
    await route.fetch({ maxRedirects: 0 });
    await route.abort("connectionreset");
  });
  await page.locator("form.record button.main").tap();
  await page.locator("#queue li.queued").waitFor();
  await page.unroute("**/noteer/contactpoging");
  await page.context().setOffline(true);
  await page.context().setOffline(false);
  await page.locator("#queue").waitFor({ state: "detached" });
  if (sent !== 1) stage.fault("an answer that is lost", "the form was sent", sent);
  await are(stage, await attempts(stage, page, file), before + 1, "sent twice, recorded once");
}

/** Two tell what came of an appointment: what comes second is refused, and waits until it was looked at. */
async function what_is_refused_waits(stage, page) {
  const list = "/werklijst?wie=organisatie";
  await stage.opens(page, list);
  const other = await page.context().newPage();
  await stage.opens(other, list);
  await page.context().setOffline(true);
  const appointment = await page.locator("form.touch [name=appointment]").first().getAttribute("value");
  const form = `form.touch:has([value="${appointment}"])`;
  await page.locator(`${form} button[value=attended]`).tap();
  await page.locator("#queue li.queued").waitFor();
  await page.context().setOffline(false);
  await page.locator("#queue li.queued").waitFor({ state: "detached" });
  // The other page still shows the appointment, and was loaded before it was told.
  await other.context().setOffline(true);
  await other.locator(`${form} button[value=no_show]`).tap();
  await other.locator("#queue li.queued").waitFor();
  await other.context().setOffline(false);
  const refused = other.locator("#queue li.refused");
  await refused.waitFor();
  if (!(await refused.innerText()).trim()) stage.fault("what is refused", "it says why", "");
  await look(stage, other, "refused, and still to be sent");
  await other.reload();
  await refused.waitFor();
  await refused.getByRole("button").tap();
  await refused.waitFor({ state: "detached" });
  stage.count("refusals that waited");
}

async function are(stage, n, wanted, what) {
  if (n !== wanted) stage.fault("contact attempts", what, `${n}, not ${wanted}`);
  stage.count("recorded once");
}

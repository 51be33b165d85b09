// What a caseworker records in a hallway, on a phone: three touches at most, counted from the link to the form.
import { Hand, PHONE, a_file } from "./forms.mjs";
import { play } from "./stage.mjs";
import { whole } from "./whole.mjs";

const MOST = 3;

/** What is filled in from the page of a client, by name of the form; all else is likely. */
const FORMS = {
  notitie: (hand) => hand.writes("note", "Belt morgen terug."),
  sterkte: (hand, known) => hand.chooses_another("strength", known),
};

await play(async (stage) => {
  const page = await stage.signed_in("trajectbegeleider", PHONE);
  await stage.opens(page, "/werklijst?wie=organisatie");
  const contact = 'a.row-button[href$="/noteer/contactpoging"]';
  await three_touches(stage, page, contact, "contactpoging", (hand) => hand.chooses("outcome", "reached"));

  const file = await a_file(stage, page);
  for (const [form, fill] of Object.entries(FORMS)) {
    await stage.opens(page, `${file}?alles=ja`);
    const known = (await page.locator("main").innerText()).toLowerCase();
    await page.locator("details.record-menu > summary").tap();
    await three_touches(stage, page, `.record-list a[href$="/noteer/${form}"]`, form, (hand) => fill(hand, known));
  }
});

async function three_touches(stage, page, link, form, fill) {
  const hand = new Hand(page);
  await hand.touches_at(link);
  await page.waitForURL(`**/noteer/${form}*`);
  await fill(hand);
  await hand.records("");
  if (hand.touches > MOST) stage.fault(form, `at most ${MOST} touches`, hand.touches);
  stage.count("forms by hand");
  await whole(stage, page, `recorded: ${form}`);
  await page.setViewportSize(PHONE.viewport);
}

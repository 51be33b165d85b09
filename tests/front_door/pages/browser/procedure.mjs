// A proposal from its draft to its rebuttal, by four people, on the days of the addendum:
// procedure.mjs TOOLS ADDRESS SERVICE ASSESSOR JURY NAME NAME NAME NAME, ids of two of them, and what the applicant, the
// assessor, the jury and the coordinator are called in the list at sign-in
import { fills, records } from "./forms.mjs";
import { play } from "./stage.mjs";
import { whole } from "./whole.mjs";

const ROUND = "/kandidaturen/2023";
const CRITERIA = ["fit", "approach", "anchoring", "expertise", "budget"];
const scores = (score) => CRITERIA.map((criterion) => [`scores-${criterion}`, score]);

await play(async (stage) => {
  const [service, assessor_id, jury_id, ...people] = stage.more;
  const [applicant, assessor, jury, coordinator] = await Promise.all(people.map((name) => stage.signed_in(name)));
  /** Somebody opens a page, goes to the form behind a link of it, fills it in, and sends it. */
  const steps = async (page, from, link, fields = []) => {
    await stage.opens(page, from);
    await page.getByRole("link", { name: link }).first().click();
    await page.locator("form.record").waitFor();
    await fills(page, fields);
    await records(page);
    stage.count("steps");
  };
  const sees = async (page, path, words) => {
    await stage.opens(page, path);
    const said = await page.locator("body").innerText();
    if (!said.includes(words)) stage.fault(path, `it says ${words}`, said);
  };

  await stage.clock("2023-09-01T10:00:00");
  await stage.opens(applicant, ROUND);
  await applicant.getByRole("link", { name: "Begin je kandidatuur" }).first().click();
  await applicant.locator("form.record").waitFor();
  await fills(applicant, [["challenges", "RU1"], ["services", service], ["municipalities", "45041"]]);
  // Whoever has begun goes on with what is asked next.
  await applicant.locator("form.record button.main").click();
  await applicant.waitForURL("**/bewerk");
  stage.count("steps");
  const proposal = new URL(applicant.url()).pathname.split("/").slice(0, 4).join("/");
  await steps(applicant, `${proposal}/bewerk`, "Voeg een interventie toe", [
    ["challenge", "RU1"], ["service", service], ["approach", "Aanklampend, aan huis."], ["capacity", "25"],
    ["budget", "80000"],
  ]);
  await whole(stage, applicant, "a draft");
  await steps(applicant, proposal, "Nalezen en indienen");
  const receipt = await applicant.locator("main").innerText();
  for (const words of ["Ontvangstbewijs", "1 september 2023, 10:00"]) {
    if (!receipt.includes(words)) stage.fault("submitted", `the receipt says ${words}`, receipt);
  }
  await whole(stage, applicant, "submitted");

  await stage.clock("2023-09-25T09:00:00");
  await steps(coordinator, proposal, "Beslis over de ontvankelijkheid", [["ok", "ja"]]);
  await steps(coordinator, proposal, "Wijs een beoordelaar toe", [["assessor", assessor_id]]);
  await steps(assessor, proposal, "Beoordeel schriftelijk", [...scores("70"), ["motivation", "Helder."]]);
  await stage.clock("2023-10-02T09:00:00");
  await steps(coordinator, proposal, "Nodig uit om te pitchen", [["slot", "2023-10-11"], ["time", "09:30"]]);
  await stage.clock("2023-10-11T12:00:00");
  await steps(coordinator, proposal, "Noteer de pitch");
  await stage.clock("2023-10-13T12:00:00");
  await steps(jury, proposal, "Noteer het oordeel van de jury",
    [...scores("80"), ["advice", "rejected"], ["motivation", "Te duur."], ["members", jury_id]]);
  await steps(coordinator, ROUND, "Maak het matchingsverslag op");
  await stage.clock("2023-10-19T20:00:00");
  await steps(coordinator, ROUND, "Noteer de bekrachtiging");
  await stage.clock("2023-10-20T09:00:00");
  await steps(coordinator, proposal, "Deel de beslissing mee", [["motivation", "Zoals bekrachtigd."], ["channel", "email"]]);
  await sees(applicant, proposal, "U wordt in deze ronde geen partner");
  await whole(stage, applicant, "a decision");

  await stage.clock("2023-10-27T14:59:00");
  await sees(applicant, proposal, "7 dagen 10 uur");
  await steps(applicant, proposal, "Dien een weerwoord in", [["text", "De kosten zijn verkeerd opgeteld."]]);
  await sees(coordinator, ROUND, "weerwoord ontvangen");
  for (const [who, page] of Object.entries({ applicant, assessor, jury, coordinator })) {
    for (const path of [ROUND, proposal]) {
      await stage.opens(page, path);
      await whole(stage, page, `${who} ${path}`);
    }
  }
});

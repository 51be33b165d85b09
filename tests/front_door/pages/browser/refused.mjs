// Each form, sent with nothing in it: what is wrong is said in front, with the focus there, and at each field.
import { a_file } from "./forms.mjs";
import { play } from "./stage.mjs";
import { whole } from "./whole.mjs";

await play(async (stage) => {
  const page = await stage.signed_in("trajectbegeleider");
  await a_file(stage, page);
  const forms = await page.locator(".record-list a").evaluateAll((all) => all.map((one) => one.href));
  for (const form of forms) {
    await stage.opens(page, form);
    const send = page.locator("form.record button.main");
    // What was recorded by a form before may leave nothing to record by this one.
    if (!(await send.isVisible())) continue;
    await send.click();
    await page.locator(".summary, .notice.good[role=status]").first().waitFor();
    // A form that asks for nothing but the day is recorded.
    if (!(await page.locator(".summary").isVisible())) continue;
    const where = `refused: ${new URL(form).pathname.split("/").at(-1)}`;
    const wrong = await page.evaluate(() => {
      const wrong = [];
      const summary = document.querySelector(".summary");
      if (document.activeElement !== summary) wrong.push(["what is wrong takes the focus", document.activeElement]);
      for (const link of summary.querySelectorAll("a")) {
        const field = document.getElementById(link.getAttribute("href").slice(1));
        const about = [field, field?.closest("fieldset")].map((one) => one?.getAttribute("aria-describedby") ?? "");
        const said = about.flatMap((ids) => ids.split(" ")).map((id) => document.getElementById(id));
        if (!said.some((one) => one?.matches(".fault"))) wrong.push(["each field says what is wrong with it", link]);
      }
      return wrong.map(([rule, one]) => [rule, one.outerHTML]);
    });
    for (const [rule, html] of wrong) stage.fault(where, rule, html);
    stage.count("forms that are refused");
    await whole(stage, page, where);
  }
});

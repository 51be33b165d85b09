// What holds for every page, whatever it shows: people with a disability can use it, and it fits every width.
import { require } from "./stage.mjs";

const { source } = require("axe-core");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** In which width and theme axe looks at a page: every page in both. */
const LOOKS = [{ width: 1440, theme: "light" }, { width: 390, theme: "dark" }];
const WIDTHS = [320, 390, 1440];
const HEIGHT = 900;

/** Looks at the page that is open, in both themes and all widths, with all that is folded away unfolded. */
export async function look(stage, page, where) {
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT });
    await fits(stage, page, `${where}, ${width} px`);
    const look = LOOKS.find((look) => look.width === width);
    if (look) await axe(stage, page, look, where);
  }
  await page.emulateMedia({ colorScheme: null });
}

async function axe(stage, page, { width, theme }, where) {
  await page.emulateMedia({ colorScheme: theme });
  await page.evaluate(source);
  const options = { runOnly: { type: "tag", values: RULES }, resultTypes: ["violations"] };
  const { violations, passes } = await page.evaluate((options) => axe.run(document, options), options);
  for (const { id, help, nodes } of violations) {
    for (const { target, html, failureSummary } of nodes.slice(0, 5)) {
      stage.fault(`${where}, ${width} px, ${theme}`, `axe ${id}: ${help}`, `${target} ${html} ${failureSummary}`);
    }
  }
  stage.count("rules of axe", passes.length);
  stage.count(`pages that axe saw in ${theme}`);
}

/** A page is never wider than the screen; what is wide scrolls within it. */
async function fits(stage, page, where) {
  const wide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.scrollingElement;
    if (scrollWidth <= clientWidth) return null;
    const out = (one) => one.getBoundingClientRect().right > clientWidth + 1;
    const scrolls = (one) => one.parentElement?.closest(".scroll");
    const first = [...document.body.querySelectorAll("*")].filter((one) => out(one) && !scrolls(one)).pop();
    return `${scrollWidth} of ${clientWidth}: ${first?.outerHTML.slice(0, 200)}`;
  });
  if (wide) stage.fault(where, "no page scrolls sideways", wide);
  stage.count("widths");
}

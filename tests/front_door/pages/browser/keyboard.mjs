// Whoever has no mouse reaches everything, in order, and sees where they are.

/** Goes once around the page that is open by the tab key alone. */
export async function keyboard(stage, page, where) {
  const { all, steps } = await page.evaluate(number_what_is_reached);
  await Promise.all(Array.from({ length: steps }, () => page.keyboard.press("Tab")));
  const { order, missed, back, wrong } = await page.evaluate(what_was_reached);
  for (const html of missed) stage.fault(where, "the keyboard reaches everything", html);
  for (const html of back) stage.fault(where, "the order of the keyboard is that of the page", html);
  for (const [rule, html] of wrong) stage.fault(where, rule, html);
  stage.count("places of the keyboard", order);
  if (all > 0) await skips(stage, page, where);
}

/** The first place of a page is the way past its menu, which is seen there and leads to what the page is about. */
async function skips(stage, page, where) {
  const first = await page.evaluate(() => {
    const [first] = window.places.all;
    first.focus();
    const { left, top } = first.getBoundingClientRect();
    return { html: first.outerHTML, skips: first.matches(".skip") && left >= 0 && top >= 0 };
  });
  if (!first.skips) return stage.fault(where, "the first place is the way past the menu, and seen", first.html);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  const past = await page.evaluate(() => {
    const main = document.getElementById("main");
    const is_before = (one) => main.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING;
    // Where nothing follows, one is at the beginning again.
    const at = document.activeElement;
    return at !== document.body && is_before(at) && !window.places.all.every(is_before) ? at.outerHTML : null;
  });
  if (past) stage.fault(where, "the way past the menu leads there", past);
  stage.count("ways past the menu");
}

/** Finds all that is to be reached, and begins to note what is. */
function number_what_is_reached() {
  const may_be = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], [contenteditable]";
  const groups = new Set();
  const all = [...document.querySelectorAll(may_be)].filter((one) => {
    if (one.disabled || one.tabIndex < 0 || !one.checkVisibility({ visibilityProperty: true })) return false;
    if (one.type !== "radio") return true;
    // Of several that exclude each other one place is enough: the arrows lead to the others.
    const chosen = document.querySelector(`input[type=radio][name="${one.name}"]:checked`);
    if (groups.has(one.name) || (chosen && chosen !== one)) return false;
    return groups.add(one.name);
  });
  window.places = { all, reached: [] };
  document.addEventListener("focusin", ({ target }) => window.places.reached.push(target));
  // A day has several places of its own, and what scrolls may be one.
  const days = all.filter((one) => ["date", "time", "datetime-local"].includes(one.type)).length;
  const scrolling = document.querySelectorAll(".scroll").length;
  return { all: all.length, steps: all.length + 4 * days + scrolling + 2 };
}

/** What was reached, and what is wrong with it. */
function what_was_reached() {
  const { all, reached } = window.places;
  const said = (one) => one.outerHTML.slice(0, 200);
  const again = reached.findIndex((one, at) => reached.indexOf(one) < at);
  const order = again < 0 ? reached : reached.slice(0, again);
  const missed = all.filter((one) => !order.includes(one));
  // Where the focus began is where the page put it.
  const numbers = order.map((one) => all.indexOf(one)).filter((n) => n >= 0);
  const begin = numbers.indexOf(Math.min(...numbers));
  const turned = [...numbers.slice(begin), ...numbers.slice(0, begin)];
  const back = turned.filter((n, at) => at > 0 && n < turned[at - 1]).map((n) => all[n]);
  const wrong = [];
  for (const one of order) {
    one.focus();
    // A choice that is drawn by its label is outlined there.
    const drawn = [one, ...(one.labels ?? []), one.parentElement];
    const outlined = drawn.some((one) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    });
    if (!outlined) wrong.push(["whoever uses the keyboard sees where they are", said(one)]);
    if (!drawn.slice(0, -1).some(in_sight)) wrong.push(["what has the focus is in sight", said(one)]);
  }
  return { order: order.length, missed: missed.slice(0, 5).map(said), back: back.map(said), wrong: wrong.slice(0, 5) };

  /** Whether some of it is on the screen, and nothing that stays in place lies over that. */
  function in_sight(one) {
    return [...one.getClientRects()].some(({ left, right, top, bottom }) => {
      const [from, to] = [Math.max(top, 0), Math.min(bottom, innerHeight)];
      if (right <= 0 || left >= innerWidth || from >= to) return false;
      const over = document.elementFromPoint((Math.max(left, 0) + Math.min(right, innerWidth)) / 2, (from + to) / 2);
      return over && (one.contains(over) || over.contains(one));
    });
  }
}

// Pages on paper, and in the colours that somebody needs.

/** What a sheet of A4 has beside its margins, on its side, in CSS pixels. */
const SHEET = 1031;

/** Prints the page that is open: on white, without what only a screen has a use for. */
export async function prints(stage, page, where) {
  await page.setViewportSize({ width: SHEET, height: 900 });
  await page.emulateMedia({ media: "print" });
  const { wide, left } = await page.evaluate(() => ({
    wide: document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth,
    left: [".menu", ".skip", ".strip", "button", ".button"].filter((what) =>
      [...document.querySelectorAll(what)].some((one) => one.checkVisibility())),
  }));
  if (wide > 0) stage.fault(`${where}, on paper`, "nothing is cut off", `${wide} px too wide`);
  for (const what of left) stage.fault(`${where}, on paper`, "nothing is on it that only a screen has a use for", what);
  await page.emulateMedia({ media: null });
  stage.count("pages on paper");
}

/** Looks at the page that is open in the colours of the system: what is drawn is seen on them, and what can be pressed
 *  has an edge. */
export async function forced_colours(stage, page, where) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ forcedColors: "active", colorScheme });
    const faults = await page.evaluate(() => {
      const faults = [];
      const luminance = (colour) => {
        const [r, g, b] = colour.match(/[\d.]+/g).map((part) => {
          const share = part / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const contrast = (one, other) => {
        const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
        return (light + 0.05) / (dark + 0.05);
      };
      const probe = document.body.appendChild(document.createElement("div"));
      probe.style.setProperty("background-color", "Canvas");
      const canvas = getComputedStyle(probe).backgroundColor;
      probe.remove();
      for (const text of document.querySelectorAll("svg text")) {
        const { fill } = getComputedStyle(text);
        if (text.checkVisibility() && contrast(fill, canvas) < 4.5) {
          faults.push(["words in a drawing are read", `${fill} on ${canvas}: ${text.outerHTML}`]);
        }
      }
      for (const button of document.querySelectorAll("button, .button")) {
        const { borderTopWidth, borderTopStyle } = getComputedStyle(button);
        const edged = parseFloat(borderTopWidth) > 0 && borderTopStyle !== "none";
        // In a list each row has an edge of its own.
        if (button.checkVisibility() && !edged && !button.closest("li")) {
          faults.push(["what can be pressed has an edge", button.outerHTML]);
        }
      }
      return faults;
    });
    for (const [rule, what] of faults.slice(0, 5)) {
      stage.fault(`${where}, forced colours, ${colorScheme}`, rule, what);
    }
    stage.count("pages in forced colours");
  }
  await page.emulateMedia({ forcedColors: null, colorScheme: null });
}

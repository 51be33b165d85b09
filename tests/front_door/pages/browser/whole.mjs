// All that is looked at on one page.
import { forced_colours, prints } from "./paper.mjs";
import { keyboard } from "./keyboard.mjs";
import { look } from "./look.mjs";

/** Looks at a page: by keyboard, in both themes and all widths, in the colours of the system and on paper. */
export async function whole(stage, page, where) {
  await keyboard(stage, page, where);
  await look(stage, page, where);
  await forced_colours(stage, page, where);
  await prints(stage, page, where);
  stage.count("pages");
}

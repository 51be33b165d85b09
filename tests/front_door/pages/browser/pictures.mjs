// Pictures of some pages, for whoever reads about the program: pictures.mjs TOOLS ADDRESS FOLDER
import { join } from "node:path";
import { play } from "./stage.mjs";

const SIZE = { width: 1200, height: 800 };

await play(async (stage) => {
  const [folder] = stage.more;
  for (const [name, role, path] of [
    ["werklijst", "trajectbegeleider", "/werklijst?wie=organisatie"],
    ["regio", "regiocoördinator", "/regio/vlaamse-ardennen"],
  ]) {
    const page = await stage.signed_in(role, { viewport: SIZE, colorScheme: "light" });
    await stage.opens(page, path);
    await page.screenshot({ path: join(folder, `${name}.png`) });
    await page.context().close();
    stage.count("pictures");
  }
});

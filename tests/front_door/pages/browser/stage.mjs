// What a scenario stands on: Chromium, people who sign in, and what is said of it.
//
//   node <scenario>.mjs TOOLS ADDRESS [MORE]     TOOLS holds node_modules and a link to Chromium
//
// It prints a line of JSON for each fault, and one with what was counted.
import { createRequire } from "node:module";

/** Longer than this no page takes, on whatever machine. */
const PATIENCE = 60_000;
/** What a server answers that has too much to do. */
const BUSY = 503;
/** What it answers to a form that is not recorded. */
const REFUSED = [409, 422];
/** Nobody waits longer for a scenario: all pages take some minutes on a machine that does much else. */
const LONGEST = 1_800_000;

const [tools, address, ...more] = process.argv.slice(2);
export const require = createRequire(`${tools}/`);
const { chromium } = require("playwright-core");

const say = (line) => console.log(JSON.stringify(line));

/** Plays a scenario in a browser of its own. */
export async function play(scenario) {
  const stage = new Stage();
  setTimeout(() => stage.ended("it takes too long"), LONGEST).unref();
  stage.browser = await chromium.launch({
    executablePath: `${tools}/chromium`,
    // Nothing outside has an address, whoever asks for it.
    args: ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
  });
  try {
    await scenario(stage);
  } catch (error) {
    stage.fault("the scenario", "does not go on", error.stack);
  }
  await stage.browser.close();
  say({ counted: stage.counted });
}

class Stage {
  address = address;
  more = more;
  counted = {};

  /** Something that is wrong: where, by which rule, and what it looks like. */
  fault(where, rule, what) {
    say({ fault: { place: where, rule, what: String(what).slice(0, 600) } });
  }

  ended(why) {
    this.fault("the scenario", "does not go on", why);
    process.exit(1);
  }

  /** Counts what was looked at, so that a scenario that looks at nothing is not taken for one that finds nothing. */
  count(what, n = 1) {
    this.counted[what] = (this.counted[what] ?? 0) + n;
  }

  /** Somebody's browser, in which nobody has signed in. What it may never do is a fault. */
  async nobody(options = {}) {
    const context = await this.browser.newContext({
      locale: "nl-BE", timezoneId: "Europe/Brussels", reducedMotion: "reduce", viewport: { width: 1440, height: 900 },
      ...options,
    });
    context.setDefaultTimeout(PATIENCE);
    await context.route((url) => url.origin !== address, (route) => {
      this.fault(page_of(route.request()), "no request leaves the origin", route.request().url());
      return route.abort();
    });
    context.on("response", (response) => {
      const is_page = response.request().resourceType() === "document";
      // A page may be refused and so may what a script sends of a form, and whoever asks a busy server asks again.
      const [status, is_sent] = [response.status(), response.request().method() === "POST"];
      const broken = is_page ? status >= 500 && status !== BUSY : status >= 400 && !(is_sent && REFUSED.includes(status));
      if (broken) this.fault(page_of(response.request()), `answers ${status}`, response.url());
    });
    context.on("console", (message) => {
      // What is answered is looked at above, and a connection is cut on purpose.
      const known = message.text().startsWith("Failed to load resource");
      if (["error", "warning"].includes(message.type()) && !known) {
        this.fault(path_of(message.page()?.url()), "nothing in the console", message.text());
      }
    });
    context.on("weberror", (error) => this.fault(path_of(error.page()?.url()), "the script fails", error.error()));
    return context;
  }

  /** Opens a page, again while the server is busy. Gives what was answered. */
  async opens(page, link) {
    for (const until = Date.now() + PATIENCE; ; ) {
      const answer = await page.goto(new URL(link, address).href);
      if (answer.status() !== BUSY || Date.now() > until) return answer;
    }
  }

  /** The people whom one can be in the demo, in the order of its list. */
  async people() {
    const context = await this.nobody();
    const page = await context.newPage();
    await this.opens(page, "/sign-in");
    const people = await page.locator("button[name=who]").evaluateAll((buttons) =>
      buttons.map((button) => ({ who: button.value, role: button.querySelector("b").textContent })));
    await context.close();
    return people;
  }

  /** The browser of somebody who has signed in and is at their first page: by a role of the demo, or a name in the
   *  list of those whom one can be. */
  async signed_in(who, options = {}) {
    const context = await this.nobody(options);
    const page = await context.newPage();
    await this.opens(page, "/sign-in");
    await page.locator("button[name=who]", { hasText: who }).click();
    await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
    await this.opens(page, page.url());
    return page;
  }
}

/** Which page of ours an address names. */
export function path_of(url) {
  if (!url) return "nowhere";
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}

function page_of(request) {
  try {
    return path_of(request.frame().url());
  } catch {
    return "beside the pages";
  }
}

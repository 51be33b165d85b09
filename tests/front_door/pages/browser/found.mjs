// Which pages there are: what somebody's menu leads to, and whatever links lead to from there.

/** What somebody asks for who errs. */
const ASTRAY = ["/nergens", "/regio/nergens", "/regio/vlaamse-ardennen?persona=niemand", "/trajecten/x"];
/** Not pages: files, and the editor for questions, which is that of others. */
const ELSEWHERE = /^\/(graphiql|graphql|health|seal)\b|\.(csv|css|js|txt)$/;
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** The pages that are still to be looked at, by whom: all of somebody's menu, and one of each kind that nobody has come
 *  upon before. */
export class Found {
  known = new Set();
  ahead = [];

  constructor(stage) {
    this.address = stage.address;
  }

  /** Somebody begins, at a page that has their menu. */
  begins(who, at, menu) {
    for (const link of [at, ...menu]) {
      this.kinds_of(new URL(link, this.address)).forEach((kind) => this.known.add(kind));
      this.ahead.push({ who, path: link });
    }
    for (const link of ASTRAY) this.meets(who, new URL(link, this.address));
  }

  /** Somebody sees a link. */
  meets(who, url) {
    const kinds = this.kinds_of(url);
    const is_new = kinds.some((kind) => !this.known.has(kind));
    if (url.origin !== this.address || ELSEWHERE.test(url.pathname) || !is_new) return;
    kinds.forEach((kind) => this.known.add(kind));
    this.ahead.push({ who, path: url.pathname + url.search });
  }

  /** What makes a page unlike others: its path but for ids, and each question that its address asks. */
  kinds_of({ pathname, searchParams }) {
    const path = pathname.replaceAll(ID, "{id}").replace(/\d+/g, "{n}");
    const [, section, ...rest] = path.split("/");
    const asks = [...searchParams.keys()].filter((name) => name !== "lang");
    return [path, ...asks.map((name) => `${section}/${rest.length}?${name}`)];
  }
}

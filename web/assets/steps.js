// Goes through a history by keys and without loading the page anew: the step that is asked for is put where this one is,
// and the focus stays on the button. Without it each step is a link.
"use strict";
(() => {
  const ways = { ArrowLeft: "way-prev", ArrowRight: "way-next", Home: "way-first", End: "way-last" };
  const within = (event, selector) => event.target.closest?.(selector);

  const go = async (address, focus, isNew) => {
    const answer = await fetch(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [main, next] = [document, page].map((of) => of.getElementById("main"));
    const isThere = answer.ok && new URL(answer.url).pathname === new URL(address).pathname;
    // Whoever has to sign in again, or is refused, sees that page as it is.
    if (!isThere || !next || !page.querySelector(".stepper")) {
      location.assign(address);
      return;
    }
    if (isNew) history.pushState(null, "", answer.url);
    document.title = page.title;
    main.replaceWith(document.adoptNode(next));
    const at = document.getElementById(focus) ?? document.querySelector(".stepper .ways a");
    at?.focus({ preventScroll: true });
  };
  const step = (address, focus) => go(address, focus, true).catch(() => location.assign(address));

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const way = within(event, ".stepper") && document.getElementById(ways[event.key]);
    if (!way) return;
    event.preventDefault();
    step(way.href, way.id);
  });
  document.addEventListener("click", (event) => {
    const plain = event.button === 0 && !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const link = plain && within(event, ".ways a, .ticks a");
    if (!link) return;
    event.preventDefault();
    step(link.href, link.id);
  });
  addEventListener("popstate", () => go(location.href, "", false).catch(() => location.reload()));
})();

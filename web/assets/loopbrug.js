// What pages do beyond what they do without script: figures that move are put in place, the slider goes back in time,
// forms are sent without loading the page anew, and what cannot be sent waits. It has no words of its own: they stand
// in the template "parts" of the page.
(() => {
  'use strict';
  const $ = (query, within = document) => within.querySelector(query);
  const $$ = (query, within = document) => [...within.querySelectorAll(query)];
  const part = (query) => $('#parts')?.content.querySelector(query)?.cloneNode(true);
  const word = (name) => $('#parts')?.dataset[name] ?? '';
  const SECOND = 1000, MINUTE = 60 * SECOND, DAY = 24 * 60 * MINUTE;

  // What an address answers: a page, or nothing where there is no connection.
  const ask = async (address, request) => {
    let answer;
    try { answer = await fetch(address, request); } catch { return { offline: true }; }
    const text = await answer.text().catch(() => null);
    if (text === null) return { offline: true };
    const signedOut = answer.status === 401 || (answer.redirected && new URL(answer.url).pathname === '/sign-in');
    const page = () => new DOMParser().parseFromString(text, 'text/html');
    return { text, page, signedOut, status: answer.status, url: answer.url, ok: answer.ok, moved: answer.redirected };
  };

  // Nothing is said aloud more often than every ten seconds, and then the last of it.
  let saidAt = 0, toSay;
  const say = (words) => {
    clearTimeout(toSay);
    toSay = setTimeout(() => {
      saidAt = Date.now();
      const said = $('#said');
      if (said) said.textContent = words;
    }, Math.max(0, saidAt + 10 * SECOND - Date.now()));
  };

  // Puts a page in the place of this one. The focus stays where it was, or goes to what asks for it.
  const show = (page, focus) => {
    document.title = page.title;
    for (const place of ['#main', '.strip', '#parts']) {
      const [old, next] = [$(place), $(place, page)];
      if (old && next) old.replaceWith(next);
    }
    begin();
    const to = (focus && document.getElementById(focus)) || $('[autofocus]') || $('h1');
    if (to.matches('h1')) to.tabIndex = -1;
    to.focus();
  };
  const path = () => location.pathname + location.search;
  let here = path();
  const visit = async (address, focus, isBack) => {
    const answer = await ask(address);
    if (!answer.ok || answer.signedOut) { location.assign(address); return; }
    if (!isBack) history.pushState(null, '', answer.url);
    here = path();
    show(answer.page(), focus);
  };
  addEventListener('popstate', () => { if (path() !== here) visit(location.href, null, true); });

  // Live: a position says that figures moved; the page asks for itself again and puts in place what changed.
  let source, again, position, renewed = 0, isDown = false, touched = Date.now();
  const state = () => $('#state[data-stand]');
  const listen = () => {
    source?.close();
    clearTimeout(again);
    const at = state();
    if (!at || document.hidden) return;
    position = Number(at.dataset.position ?? 0);
    source = new EventSource(at.dataset.stand);
    source.onmessage = ({ data }) => {
      const isNew = Number(data) > position && position > 0;
      position = Number(data);
      if (isNew || $('.lost', at)) soon();
    };
    source.onerror = () => {
      lost();
      // Refused: it does not ask again by itself.
      if (source.readyState === EventSource.CLOSED) again = setTimeout(listen, MINUTE);
    };
  };
  const lost = () => {
    const at = state();
    if (!at || $('.lost', at)) return;
    const line = document.createElement('p'), dot = document.createElement('span');
    line.className = 'lost';
    dot.className = 'dot hollow';
    line.append(dot, ' ', at.dataset.lost);
    at.firstElementChild.replaceWith(line);
    say(at.dataset.lost);
  };
  const soon = () => {
    const calm = state()?.dataset.new ? 15 * SECOND : 2 * SECOND;
    clearTimeout(again);
    again = setTimeout(renew, Math.max(renewed + calm - Date.now(), 0) + Math.random() * SECOND);
  };
  const renew = async () => {
    // Nothing moves under a finger.
    if (isDown) { again = setTimeout(renew, SECOND); return; }
    renewed = Date.now();
    const at = state();
    if (!at) return;
    if (at.dataset.new) { news(at); return; }
    const answer = await ask(here);
    if (!answer.ok || answer.signedOut || at !== state()) { lost(); return; }
    const page = answer.page();
    const changed = ['state', ...$$('[data-live]').map((one) => one.id)].filter((id) => {
      const [old, next] = [document.getElementById(id), page.getElementById(id)];
      return old && next && put(next, old) && id !== 'state';
    });
    if (changed.length) say(state().dataset.moved);
  };
  // Makes a node what another one is, as far as it is not; what is open stays open. Gives whether anything was to do.
  const put = (next, old) => {
    if (old.isEqualNode(next)) return false;
    if (old.nodeType !== Node.ELEMENT_NODE) { old.data = next.data; tint(old.parentElement); return true; }
    for (const { name } of [...old.attributes]) {
      if (name !== 'open' && !next.hasAttribute(name)) old.removeAttribute(name);
    }
    for (const { name, value } of next.attributes) {
      if (name !== 'open' && old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    const [olds, nexts] = [[...old.childNodes], [...next.childNodes]];
    if (olds.length === nexts.length && olds.every((one, n) => one.nodeName === nexts[n].nodeName)) {
      olds.forEach((one, n) => put(nexts[n], one));
    } else {
      old.replaceChildren(...nexts);
      tint(old);
    }
    return true;
  };
  const tint = (node) => {
    const cell = node?.closest('td, dd, .tile-figure, .tile-beside, .funnel-step');
    if (!cell) return;
    cell.classList.add('changed');
    setTimeout(() => cell.classList.remove('changed'), 2 * SECOND);
  };
  // A list says how many are new, and stays as it is until they are asked for.
  const news = async (at) => {
    const answer = await ask(at.dataset.new);
    if (!answer.ok || answer.moved) return;
    if ($('.lost', at)) { visit(here, null, true); return; }
    const there = new Set($$('ul.work > li[id]').map((one) => one.id));
    const found = answer.text.split('\n').filter((name) => name && !there.has(name)).length;
    $('#fresh')?.remove();
    if (!found) return;
    const fresh = part('#fresh'), link = $('a', fresh);
    link.href = here;
    link.textContent = word('fresh').replace('#', found);
    $('#main').append(fresh);
    say(link.textContent);
  };
  // Whoever does nothing for a while is not kept signed in by a page that listens.
  const touch = () => {
    const slept = Date.now() - touched > 15 * MINUTE;
    touched = Date.now();
    if (slept) listen();
  };
  for (const kind of ['pointerdown', 'keydown', 'wheel']) addEventListener(kind, touch, { passive: true });
  for (const [kind, is] of [['pointerdown', true], ['pointerup', false], ['pointercancel', false]]) {
    addEventListener(kind, () => { isDown = is; }, { passive: true });
  }
  setInterval(() => {
    if (Date.now() - touched > 15 * MINUTE && source?.readyState !== EventSource.CLOSED) { source?.close(); lost(); }
  }, MINUTE);
  document.addEventListener('visibilitychange', listen);

  // The slider: over days, or over the months that can be asked of rounded figures.
  const slide = () => {
    const range = $('#slider');
    if (!range) return;
    const output = $('output', range.parentElement), months = $('#slider-months');
    const { first, href, lang } = range.dataset;
    const day = () => new Date(Date.parse(first) + range.value * DAY);
    const long = new Intl.DateTimeFormat(lang, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
    const tell = () => {
      const words = months ? months.options[range.value].label : long.format(day());
      range.setAttribute('aria-valuetext', words);
      output.textContent = words;
    };
    const address = () => {
      if (months) return months.options[range.value].dataset.href;
      const to = new URL(href, location.href);
      if (range.value !== range.max) to.searchParams.set('op', day().toISOString().slice(0, 10));
      return to;
    };
    let going;
    const go = () => {
      clearTimeout(going);
      going = setTimeout(() => { if (range.isConnected) visit(address(), 'slider'); }, 300);
    };
    range.hidden = output.hidden = false;
    range.oninput = () => { clearTimeout(going); tell(); };
    range.onchange = go;
    range.onkeydown = (event) => {
      const way = { PageUp: 1, PageDown: -1 }[event.key];
      if (!way) return;
      event.preventDefault();
      if (months) range.value = Number(range.value) + 3 * way;
      else {
        const to = day();
        to.setUTCMonth(to.getUTCMonth() + way);
        range.value = Math.round((to - Date.parse(first)) / DAY);
      }
      tell();
      go();
    };
    for (const step of $$('a.step')) {
      step.onclick = (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        visit(step.href, step.id);
      };
    }
  };

  const begin = () => {
    slide();
    listen();
  };
  begin();
})();

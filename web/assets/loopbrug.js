// What pages do beyond what they do without script. Its words stand in the template "parts".
(() => {
  'use strict';
  const $ = (query, within = document) => within.querySelector(query);
  const $$ = (query, within = document) => [...within.querySelectorAll(query)];
  const part = (query) => $('#parts')?.content.querySelector(query)?.cloneNode(true);
  const word = (name) => $('#parts')?.dataset[name] ?? '';
  const SECOND = 1000, MINUTE = 60 * SECOND, DAY = 24 * 60 * MINUTE;

  // What an address answers.
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

  // Puts a page in the place of this one.
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

  // A position says that figures moved: the page asks for itself again, and puts in place what changed.
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
      online();
      const isNew = Number(data) > position && position > 0;
      position = Number(data);
      if (isNew || $('.lost', at)) soon();
    };
    source.onerror = () => {
      lost();
      // Refused.
      if (source.readyState === EventSource.CLOSED) again = setTimeout(listen, MINUTE);
    };
  };
  const lost = () => {
    const at = state();
    if (!at || $('.lost', at)) return;
    const line = part('.lost');
    line.append(at.dataset.lost);
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
  // Makes a node what another one is; what is open stays open. Gives whether anything was to do.
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
  for (const kind of ['down', 'up', 'cancel']) addEventListener(`pointer${kind}`, () => { isDown = kind === 'down'; });
  setInterval(() => {
    if (Date.now() - touched > 15 * MINUTE && source?.readyState !== EventSource.CLOSED) { source?.close(); lost(); }
  }, MINUTE);
  document.addEventListener('visibilitychange', listen);

  // The slider goes over days, or over months where figures are rounded.
  const slide = () => {
    const range = $('#slider');
    if (!range) return;
    const output = $('output', range.parentElement), months = $('#slider-months');
    const { first, href, lang } = range.dataset;
    const day = () => new Date(Date.parse(first) + range.value * DAY);
    const long = new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeZone: 'UTC' });
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
      if (months) range.value = +range.value + 3 * way;
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

  // Forms are sent from here, so that what was typed stays where there is no connection. What waits is on the device
  // as numbers: handle, command, day and choices. Whatever was typed stays in memory.
  const QUEUE = 'loopbrug-queue';
  let held = [], isOffline = !navigator.onLine, isFlushing = false;
  const kept = () => JSON.parse(localStorage.getItem(QUEUE) ?? '[]');
  const keep = (items) => {
    if (items.length) localStorage.setItem(QUEUE, JSON.stringify(items));
    else localStorage.removeItem(QUEUE);
  };
  const waiting = () => [...kept(), ...held].sort((one, other) => one.at - other.at);
  const drop = (command) => {
    keep(kept().filter((item) => item.command !== command));
    held = held.filter((item) => item.command !== command);
    words.delete(command);
  };
  // Why something was refused, until it was looked at.
  const words = new Map();

  // Sent on leaving, it outlives the page.
  let isLeft = false;
  const post = (address, fields) => ask(address, { method: 'POST', keepalive: isLeft, body: new URLSearchParams(fields) });
  const dayOf = (form) => {
    const fields = new FormData(form);
    return fields.get('occurredOn-other') || fields.get('occurredOn') || '';
  };
  const isTyped = (one) => one.name && one.value && one.type !== 'hidden' && !one.dataset.n
    && !one.name.startsWith('occurredOn') && (one.matches('textarea') || /^(text|date|time)$/.test(one.type));
  const typed = () => $$('form.record').flatMap((form) => [...form.elements]).filter(isTyped);
  const chosen = (form, button) => [...form.elements]
    .map((one) => (one.matches('select') ? one.selectedOptions[0] : (one.checked || one === button) && one))
    .map((one) => one && one.value && one.dataset.n).filter(Boolean);

  const send = async (form, button, again) => {
    if (form.dataset.sent) return;
    form.dataset.sent = 'yes';
    const fields = [...new FormData(form, button)];
    if (form.matches('.touch')) fields.push(['bevestigd', 'ja']);
    const answer = await post(form.action, fields);
    delete form.dataset.sent;
    if (answer.offline) { wait(form, fields, button); return; }
    online();
    if (answer.signedOut) { signedOut(() => send(form, button)); return; }
    const page = answer.page(), token = $('form.record [name="token"]', page);
    if (answer.status === 403 && token && !again && form.elements.token) {
      form.elements.token.value = token.value;
      send(form, button, true);
      return;
    }
    if (answer.moved) {
      history.pushState(null, '', answer.url);
      here = path();
    }
    show(page);
  };
  const wait = (form, fields, button) => {
    const { handle } = form.dataset, command = form.elements.command?.value;
    const item = { at: Date.now(), who: word('who'), command };
    if (handle && ![...form.elements].some(isTyped)) {
      keep([...kept(), { ...item, handle, day: dayOf(form), chosen: chosen(form, button) }]);
    } else {
      held.push({ ...item, fields, action: form.action });
    }
    const row = form.closest('li');
    if (form.matches('.touch') && row) row.hidden = true;
    else form.remove();
    offline();
    $('#queue-title')?.focus();
  };
  const flush = async () => {
    if (isFlushing || !waiting().length) return;
    isFlushing = true;
    for (const item of waiting().filter(({ refused }) => !refused)) {
      const { handle, command, day, action, fields } = item;
      const queued = [['handle', handle], ['command', command], ['day', day]];
      const numbers = (item.chosen ?? []).map((number) => ['chosen', number]);
      const answer = await (action ? post(action, fields) : post('/wachtrij', [...queued, ...numbers]));
      if (answer.offline) break;
      online();
      if (answer.signedOut) { signedOut(flush); break; }
      if (answer.status === 429 || answer.status >= 500) break;
      if (answer.ok) { drop(command); continue; }
      if (action) {
        // What was typed is in the form that comes back.
        drop(command);
        show(answer.page());
        break;
      }
      words.set(command, answer.text);
      keep(kept().map((one) => (one.command === command ? { ...one, refused: true } : one)));
    }
    isFlushing = false;
    paint();
  };
  const paint = () => {
    $('#queue')?.remove();
    const items = waiting(), panel = part('#queue');
    if (!items.length || !panel) return;
    $('.count', panel).textContent = items.length;
    $('ul', panel).append(...items.map(({ at, refused, command }) => {
      const row = part(refused ? 'li.refused' : 'li.queued'), seen = $('button', row);
      $('time', row).textContent = new Date(at).toTimeString().slice(0, 5);
      $('.what', row).textContent = words.get(command) ?? '';
      if (seen) seen.onclick = () => { drop(command); paint(); $('h1').focus(); };
      return row;
    }));
    $('#main').append(panel);
  };
  const offline = () => {
    isOffline = true;
    if (!$('#offline')) $('#main').prepend(part('#offline') ?? '');
    for (const button of $$('form.record button.main')) {
      button.dataset.says ??= button.textContent;
      button.textContent = word('queued');
    }
    for (const text of $$('form.record textarea')) {
      if (!text.nextElementSibling?.matches('.only-here')) text.after(part('.only-here') ?? '');
    }
    paint();
  };
  const online = () => {
    if (!isOffline) return;
    isOffline = false;
    for (const one of $$('#offline, .only-here')) one.remove();
    for (const button of $$('button[data-says]')) button.textContent = button.dataset.says;
  };
  const signedOut = (then) => {
    if ($('#signed-out')) return;
    const dialog = part('#signed-out');
    if (!dialog) { location.reload(); return; }
    document.body.append(dialog);
    dialog.onclose = () => dialog.remove();
    $('button', dialog).onclick = () => { dialog.close(); dialog.remove(); then(); };
    dialog.showModal();
  };
  // What is told by one touch can be taken back for a while.
  let pending;
  const touchOnce = (form, button) => {
    pending?.now();
    const bar = part('#undo'), row = form.closest('li');
    const end = () => { clearTimeout(timer); bar.remove(); pending = null; };
    const now = () => { end(); send(form, button); };
    const timer = setTimeout(now, 6 * SECOND);
    pending = { now };
    row?.classList.add('waits');
    $('button', bar).onclick = () => { end(); row?.classList.remove('waits'); button?.focus(); };
    $('#main').append(bar);
    say($('span', bar).textContent);
  };
  document.addEventListener('submit', (event) => {
    const { target: form, submitter } = event;
    if (new URL(form.action).pathname === '/sign-out') { keep([]); held = []; }
    if (!form.matches('form.record, form.touch') || event.defaultPrevented) return;
    event.preventDefault();
    if (form.matches('.touch')) touchOnce(form, submitter);
    else send(form, submitter);
  });
  addEventListener('online', () => { online(); flush(); });
  addEventListener('offline', offline);
  addEventListener('pagehide', () => { isLeft = true; pending?.now(); });
  addEventListener('pageshow', () => { isLeft = false; });
  addEventListener('beforeunload', (event) => {
    if (held.length || (isOffline && typed().length)) event.preventDefault();
  });
  setInterval(flush, MINUTE / 2);

  const begin = () => {
    const who = word('who');
    if (who) keep(kept().filter((item) => item.who === who && Date.now() - item.at < DAY));
    slide();
    listen();
    paint();
    if (isOffline) offline();
    flush();
  };
  begin();
})();

/**
 * What a browser adds to a page that is whole without it: it hears that something has changed and takes over what is new, lets
 * clocks run and logs grow. It writes markup only that this server has made, and texts.
 */
export const SERVE_SCRIPT = `'use strict';
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const said = document.getElementById('said');
  const connection = document.getElementById('connection');

  const words = (milliseconds) => {
    const seconds = Math.max(0, milliseconds) / 1000;
    if (seconds < 9.95) return seconds.toFixed(1) + 's';
    const whole = Math.round(seconds);
    return whole < 60 ? whole + 's' : Math.floor(whole / 60) + 'm ' + String(whole % 60).padStart(2, '0') + 's';
  };
  const local = () => {
    for (const time of all('time[datetime]')) {
      const date = new Date(time.dateTime);
      if (!Number.isNaN(date.getTime())) { time.title = time.dateTime; time.textContent = date.toLocaleString(); }
    }
  };
  const tick = () => {
    for (const time of all('time[data-since]')) time.textContent = words(Date.now() - Date.parse(time.dataset.since));
  };

  const typed = (part) => all('input:not([type="hidden"])', part).filter((input) => input.value !== '' || input === document.activeElement);
  const keep = (part, next) => {
    const open = all('details[open][id]', part).map(({ id }) => id);
    for (const id of open) { const there = next.querySelector('#' + CSS.escape(id)); if (there) there.open = true; }
    const values = typed(part).map(({ id, value }) => [id, value]);
    for (const [id, value] of values) { const there = next.querySelector('#' + CSS.escape(id)); if (there) there.value = value; }
  };
  const replace = (part, next) => {
    if (part.dataset.seen === next.outerHTML) return;
    const { activeElement: active } = document;
    const focused = part.contains(active) ? active.id : '';
    const href = part.contains(active) ? active.getAttribute('href') : null;
    const seen = next.outerHTML;
    keep(part, next);
    part.replaceWith(next);
    next.dataset.seen = seen;
    const again = focused ? document.getElementById(focused) : href && all('a', next).find((each) => each.getAttribute('href') === href);
    if (!again) return;
    again.focus({ preventScroll: true });
    if (again.matches('input')) again.setSelectionRange(active.selectionStart, active.selectionEnd);
  };
  let asking = false;
  let again = false;
  const refresh = async () => {
    if (asking) { again = true; return; }
    asking = true;
    try {
      const answer = await fetch(location.href, { redirect: 'error' });
      if (!answer.ok) throw new Error(String(answer.status));
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const before = document.querySelector('.verdict')?.textContent;
      for (const part of all('[data-live]')) {
        const next = fresh.getElementById(part.id);
        if (next) replace(part, document.adoptNode(next));
      }
      document.title = fresh.title;
      document.querySelector('link[rel=icon]').href = fresh.querySelector('link[rel=icon]').href;
      const after = document.querySelector('.verdict')?.textContent;
      if (after !== before) said.textContent = after;
      local();
      tick();
      connection.textContent = 'Live';
    } catch {
      connection.textContent = 'What is new could not be loaded: bin/delivery serve may have ended.';
    } finally {
      asking = false;
      if (again) { again = false; setTimeout(refresh, 100); }
    }
  };

  const log = document.getElementById('log');
  const MOST = 2_000_000;
  const append = ({ data }) => {
    const { text, anew } = JSON.parse(data);
    const atEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 40;
    const whole = (anew ? '' : log.textContent) + text;
    if (anew || whole.length > MOST) log.textContent = whole.slice(-MOST);
    else log.append(text);
    if (atEnd) log.scrollTop = log.scrollHeight;
  };
  const listen = (address) => {
    const stream = new EventSource(address);
    stream.addEventListener('open', () => { connection.textContent = 'Live'; });
    stream.addEventListener('error', () => { connection.textContent = 'Not live: the connection is lost, and tried again.'; });
    stream.addEventListener('changed', refresh);
    if (log) stream.addEventListener('log', append);
  };

  local();
  tick();
  setInterval(tick, 1000);
  if (log) log.scrollTop = log.scrollHeight;
  if (document.body.dataset.stream) listen(document.body.dataset.stream);
})();
`;

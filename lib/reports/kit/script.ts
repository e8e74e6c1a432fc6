/**
 * What a browser adds to a page that is whole without it: the filter, opening what a link leads into, and opening everything
 * for paper. It writes texts and attributes only, never markup.
 */
export const SCRIPT = `'use strict';
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const form = document.querySelector('form.filter');
  const words = document.getElementById('filter');
  const state = document.getElementById('state');
  const told = form.querySelector('output');
  const openAll = document.getElementById('open-all');
  const holds = (element) => element.querySelector('[data-item]') !== null;
  const items = all('[data-item]').filter((item) => !holds(item));
  const holders = all('[data-item]').filter(holds);
  const groups = all('main details');
  const sections = all('main > section');
  const KEY = '#filter=';
  let before;

  const above = (element, selector = 'details') => {
    const found = [];
    for (let at = element.closest(selector); at; at = at.parentElement.closest(selector)) found.push(at);
    return found;
  };
  const labels = (element) => [
    ...above(element).map((group) => group.querySelector('summary')),
    ...above(element, '.card').flatMap((card) => all(':scope > header, :scope > p, :scope > dl', card)),
  ];
  const texts = new Map();
  const textOf = (item) => {
    if (!texts.has(item)) {
      texts.set(item, [item.textContent, item.id, ...labels(item).map((label) => label.textContent)].join(' ').toLowerCase());
    }
    return texts.get(item);
  };

  const apply = () => {
    const wanted = words.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const only = state ? state.value : '';
    const active = wanted.length > 0 || only !== '';
    if (active && !before) before = new Map(groups.map((group) => [group, group.open]));
    const matching = new Set();
    const has = (text) => wanted.every((word) => text.includes(word));
    const mark = (found) => {
      for (let at = found; at; at = at.parentElement) matching.add(at);
    };
    let shown = 0;
    for (const item of items) {
      const match = (only === '' || item.dataset.state === only) && has(textOf(item));
      item.hidden = !match;
      if (!match) continue;
      shown += 1;
      mark(item);
    }
    for (const group of groups) {
      const full = holds(group);
      if (!full && !group.closest('[data-item]') && only === '' && has(textOf(group))) mark(group);
      group.hidden = active && !matching.has(group) && !group.closest('[data-item]:not([hidden])');
      if (active) group.open = full && matching.has(group);
      else if (before) group.open = before.get(group);
    }
    for (const part of [...holders, ...all('main .scroll, main .part')]) {
      part.hidden = active && holds(part) && !matching.has(part);
    }
    for (const section of sections) {
      section.querySelector(':scope > .no-match').hidden = !active || matching.has(section);
    }
    if (!active) before = undefined;
    told.textContent = active ? shown + ' of ' + items.length + ' entries' : '';
    document.documentElement.classList.toggle('filtered', active);
  };

  const remember = () => {
    const query = words.value.trim();
    const address = query === '' ? location.pathname + location.search : KEY + encodeURIComponent(query);
    try { history.replaceState(null, '', address); } catch { /* a sandboxed frame has no history of its own */ }
  };

  const arrive = () => {
    if (location.hash.startsWith(KEY)) {
      try { words.value = decodeURIComponent(location.hash.slice(KEY.length)); } catch { return; }
      apply();
      return;
    }
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target) return;
    if (target.closest('[hidden]')) { words.value = ''; if (state) state.value = ''; apply(); }
    for (const group of above(target)) group.open = true;
    if (target.tagName === 'DETAILS') target.open = true;
    target.scrollIntoView();
  };

  const reachable = () => {
    for (const box of all('.scroll')) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute('tabindex');
    }
  };

  form.hidden = false;
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', () => { apply(); remember(); });
  words.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || words.value === '') return;
    event.preventDefault();
    words.value = '';
    apply();
    remember();
  });
  openAll.hidden = groups.length === 0;
  openAll.addEventListener('click', () => {
    const open = groups.some((group) => !group.hidden && !group.open);
    openAll.textContent = open ? 'Close all' : 'Open all';
    for (const group of groups) if (!group.hidden) group.open = open;
    reachable();
  });
  addEventListener('hashchange', arrive);
  addEventListener('resize', reachable);
  document.addEventListener('toggle', reachable, true);
  let closed = [];
  addEventListener('beforeprint', () => {
    closed = all('details:not([open]):not(.screen)');
    for (const group of closed) group.open = true;
  });
  addEventListener('afterprint', () => {
    for (const group of closed) group.open = false;
  });
  reachable();
  arrive();
})();
`;

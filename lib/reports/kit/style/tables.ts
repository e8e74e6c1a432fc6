/** A table scrolls inside its frame where it does not fit; shadows at the edges say so. */
export const TABLES = `
.scroll {
  overflow-x: auto; max-width: 100%; border: 1px solid var(--line); border-radius: 12px;
  background:
    linear-gradient(to right, var(--paper) 40%, transparent) left / 2.5rem 100% no-repeat local,
    linear-gradient(to left, var(--paper) 40%, transparent) right / 2.5rem 100% no-repeat local,
    linear-gradient(to right, var(--shade), transparent) left / .875rem 100% no-repeat scroll,
    linear-gradient(to left, var(--shade), transparent) right / .875rem 100% no-repeat scroll,
    var(--paper);
}
table { border-collapse: collapse; width: 100%; font-size: .875rem; line-height: 1.5; }
caption { text-align: left; padding: .75rem 1rem .25rem; font-size: .9375rem; font-weight: 600; }
th, td { text-align: left; vertical-align: top; padding: .5rem .625rem; }
th:first-child, td:first-child { padding-left: 1rem; }
th:last-child, td:last-child { padding-right: 1rem; }
thead th { color: var(--quiet); font-size: .8125rem; font-weight: 560; white-space: nowrap; vertical-align: bottom; border-bottom: 1px solid var(--line); }
tbody th { font-weight: 520; }
tbody tr + tr > * { border-top: 1px solid var(--line); }
tbody tr:hover > * { background: var(--raised); }
td, tbody th { min-width: 6.5rem; }
.number:is(td, th) { text-align: right; min-width: 0; white-space: nowrap; }
.narrow:is(td, th) { min-width: 0; white-space: nowrap; }
.wide:is(td, th) { min-width: 13rem; }
td > p + p, td > .facts { margin-top: .35rem; }
.inside .scroll { border-radius: 8px; }
section > .scroll + .scroll { margin-top: 1.25rem; }
.zero { color: var(--quiet); }
.toned { color: var(--tone); font-weight: 650; }
.aside { color: var(--quiet); font-size: .875em; }
.aside code { font-size: 1em; }
.bar { width: 7rem; height: .5rem; flex: none; }
.bar .good { fill: var(--good-solid); }
.bar .bad { fill: var(--bad-solid); }
.bar .noted { fill: var(--noted-solid); }
.result { flex-basis: 100%; display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; font-weight: 400; }
summary .badge { margin-left: auto; }
`;

/** Badges, cards, parts that open, the filter. */
export const PARTS = `
.badge {
  display: inline-flex; align-items: center; gap: .4em; padding: .1em .6em .1em .45em; border-radius: 1em; white-space: nowrap;
  background: var(--tint); color: var(--tone); font-size: .8125rem; font-weight: 600; line-height: 1.6; box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--tone) 25%, transparent);
}
.nothing, .no-match { color: var(--quiet); padding: 1rem; border: 1px dashed var(--line); border-radius: 12px; }
.no-match { padding: .25rem 0; border: 0; }
section:has(> .no-match:not([hidden])) > .lead { display: none; }
.bullets { padding-left: 1.2rem; }
.bullets li + li { margin-top: .35rem; }
.cards { display: grid; grid-template-columns: minmax(0, 1fr); gap: .875rem; }
.card { position: relative; background: var(--paper); border: 1px solid var(--line); border-left: 4px solid var(--solid); border-radius: 4px 12px 12px 4px; padding: 1rem 1.25rem 1.125rem; }
.card > header { display: flex; flex-wrap: wrap; align-items: baseline; padding-right: 1.75rem; gap: .35rem .75rem; margin-bottom: .5rem; }
.card > header h3 { flex: 1 1 16rem; min-width: 0; overflow-wrap: anywhere; }
.card > header:last-child { margin-bottom: 0; }
.sentence { font-weight: 520; }
.card > p { max-width: 84ch; }
.card > .facts.row { display: flex; flex-wrap: wrap; gap: .2rem 1.5rem; font-size: .9375rem; }
.facts.row > div { display: flex; flex-wrap: wrap; gap: 0 .5rem; }
.card > .facts.column { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .2rem 1.25rem; font-size: .9375rem; }
.card > .facts.column > div { display: contents; }
.card > .facts dt { font-size: inherit; }
.card > * + p, .card > * + .facts { margin-top: .625rem; }
.card > .facts + *, .card > p + .scroll { margin-top: .75rem; }
.card > p.aside + .scroll { margin-top: .35rem; }
.address { position: absolute; top: .875rem; right: 1rem; color: var(--quiet); text-decoration: none; padding: 0 .4rem; border-radius: 4px; }
.address:hover { background: var(--raised); color: var(--ink); }
.diff { list-style: none; margin-top: .625rem; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.diff li { display: flex; gap: .6rem; padding: .1rem .75rem; }
.diff li > span:first-child { flex: none; width: .8em; text-align: center; font-weight: 700; }
.diff .new { background: var(--good-ground); color: var(--good); }
.diff .gone { background: var(--bad-ground); color: var(--bad); }
.places { font-weight: 650; }
details { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; }
details + details { margin-top: .625rem; }
summary { position: relative; display: flex; flex-wrap: wrap; align-items: center; gap: .35rem .75rem; padding: .75rem 1.125rem .75rem 2.25rem; cursor: pointer; list-style: none; border-radius: 12px; font-weight: 560; }
summary::-webkit-details-marker { display: none; }
summary::before { content: ""; position: absolute; left: 1.1rem; top: 1.25em; width: .45em; height: .45em; border: solid var(--quiet); border-width: 0 2px 2px 0; transform: rotate(-45deg); }
details[open] > summary::before { transform: rotate(45deg) translate(-.1em, -.1em); }
summary:hover { background: var(--raised); }
.inside { padding: .25rem 1.125rem 1.125rem; }
.slight { border: 0; background: none; margin-top: .25rem; }
.slight > summary { padding: 0 0 0 1.1rem; font-weight: 400; color: var(--quiet); font-size: .9375em; border-radius: 4px; }
.slight > summary::before { left: .1rem; top: .55em; }
.slight > summary:hover { background: none; color: var(--ink); }
.slight > .inside { padding: .35rem 0 0; }
.inside > * + * { margin-top: .875rem; }
:target { scroll-margin-top: 5.5rem; }
.card:target, tr:target > *, details:target > summary { background: var(--target); }
.filter {
  display: flex; flex-wrap: wrap; align-items: end; gap: .75rem; padding: .75rem; margin-top: 1.5rem;
  background: var(--paper); border: 1px solid var(--line); border-radius: 12px;
}
.filter label { display: grid; gap: .15rem; }
.filter label:first-of-type { flex: 1 1 16rem; }
.filter label > span { font-size: .8125rem; color: var(--quiet); }
.filter input, .filter select, .filter button {
  font: inherit; font-size: .9375rem; min-height: 2.5rem; padding: .3rem .75rem; color: var(--ink); background: var(--ground); border: 1px solid var(--strong-line); border-radius: 8px; min-width: 0; max-width: 100%;
}
.filter input { width: 100%; }
.filter button { cursor: pointer; }
.filter button:hover { background: var(--raised); }
.filter output { flex-basis: 100%; color: var(--quiet); font-size: .875rem; }
.filter output:empty { display: none; }
@media (max-width: 30rem) { .card > .facts.column { grid-template-columns: minmax(0, 1fr); gap: 0; } .card > .facts.column dd { margin-bottom: .35rem; } }
@media (min-width: 48rem) {
  .filter { position: sticky; top: .5rem; z-index: 2; box-shadow: 0 4px 16px -8px rgb(0 0 0 / .25); }
}
@media (min-width: 72rem) { .filter { margin-top: 0; } }
`;

/** Badges, cards, parts that open, the filter. */
export const PARTS = `
.badge {
  display: inline-flex; align-items: center; gap: .4em; padding: .1em .6em .1em .45em; border-radius: 1em; white-space: nowrap;
  background: var(--tint); color: var(--tone); font-size: .8125rem; font-weight: 600; line-height: 1.6; box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--tone) 25%, transparent);
}
.nothing, .no-match { color: var(--quiet); padding: 1rem; border: 1px dashed var(--line); border-radius: 12px; }
.bullets { padding-left: 1.2rem; }
.bullets li + li { margin-top: .35rem; }
.cards { display: grid; gap: .875rem; }
.card { background: var(--paper); border: 1px solid var(--line); border-left: 4px solid var(--solid); border-radius: 4px 12px 12px 4px; padding: 1rem 1.25rem 1.125rem; }
.card > header { display: flex; flex-wrap: wrap; align-items: center; gap: .35rem .75rem; margin-bottom: .5rem; }
.card > header h3 { overflow-wrap: anywhere; min-width: 0; }
.card > p { max-width: 80ch; }
.card > * + p, .card > * + .facts { margin-top: .625rem; }
.address { margin-left: auto; color: var(--quiet); text-decoration: none; padding: 0 .4rem; border-radius: 4px; }
.address:hover { background: var(--raised); color: var(--ink); }
details { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; }
details + details { margin-top: .625rem; }
summary { display: flex; flex-wrap: wrap; align-items: center; gap: .35rem .75rem; padding: .75rem 1.125rem; cursor: pointer; list-style: none; border-radius: 12px; font-weight: 560; }
summary::-webkit-details-marker { display: none; }
summary::before { content: ""; width: .45em; height: .45em; border: solid var(--quiet); border-width: 0 2px 2px 0; transform: rotate(-45deg); flex: none; margin-inline: .1em .15em; }
details[open] > summary::before { transform: rotate(45deg) translate(-.1em, -.1em); }
summary:hover { background: var(--raised); }
.inside { padding: .25rem 1.125rem 1.125rem; }
.slight { border: 0; background: none; margin-top: .25rem; }
.slight > summary { padding: 0; font-weight: 400; color: var(--quiet); font-size: .9375em; border-radius: 4px; }
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
.filter ::placeholder { color: var(--quiet); opacity: 1; }
.filter button { cursor: pointer; }
.filter button:hover { background: var(--raised); }
.filter output { flex-basis: 100%; color: var(--quiet); font-size: .875rem; }
.filter output:empty { display: none; }
@media (min-width: 48rem) {
  .filter { position: sticky; top: .5rem; z-index: 2; box-shadow: 0 4px 16px -8px rgb(0 0 0 / .25); }
}
@media (min-width: 72rem) { .filter { margin-top: 0; } }
`;

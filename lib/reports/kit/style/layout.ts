/** Verdict on top, numbers below it, then the contents beside the sections; one column where there is no room. */
export const LAYOUT = `
.width { max-width: 86rem; margin-inline: auto; padding-inline: clamp(1rem, 4vw, 2.5rem); }
.top { background: var(--tint); border-top: 6px solid var(--solid); border-bottom: 1px solid var(--line); padding-block: clamp(1.5rem, 4vw, 2.75rem); }
.top .kind { display: block; color: var(--quiet); font-size: 1rem; font-weight: 500; line-height: 1.4; letter-spacing: 0; overflow-wrap: anywhere; }
.top .kind bdi { color: var(--ink); font-weight: 620; }
.top .verdict {
  display: flex; align-items: center; gap: .28em; margin-top: .2em; color: var(--tone);
  font-size: clamp(2.5rem, 1.6rem + 4vw, 4.25rem); font-weight: 720; line-height: 1.1; letter-spacing: -.03em; text-wrap: balance;
}
.top .verdict .shape { width: .92em; height: .92em; }
.top .because { max-width: 68ch; margin-top: .75rem; font-size: 1.125rem; line-height: 1.5; }
.release { max-width: 100ch; margin-top: .5rem; color: var(--quiet); font-size: .875rem; line-height: 1.45; overflow-wrap: anywhere; }
.release strong { color: var(--ink); }
.decision .top { padding-block: clamp(1rem, 2vw, 1.5rem); }
.decision .top .verdict { align-items: flex-start; font-size: clamp(1.5rem, 1.1rem + 1.8vw, 2.5rem); letter-spacing: -.02em; line-height: 1.2; overflow-wrap: anywhere; }
.decision .top .verdict .shape { margin-top: .12em; }
.decision .top .because { margin-top: .5rem; font-size: 1rem; }
.decision .top .facts { margin-top: .75rem; gap: .25rem 1.5rem; font-size: .9375rem; }
.release time { white-space: nowrap; }
.decision .filter { margin-top: 1.75rem; }
.decision .filter:not(:has(select)) { display: none; }
.decision .columns { padding-block: 1rem 2rem; }
.decision main > section { margin-top: 1.75rem; }
.decision main .facts { margin-bottom: .75rem; }
.decision footer { padding-block: 1rem; }
.facts { display: flex; flex-wrap: wrap; gap: .75rem 2.25rem; }
.facts div { min-width: 0; }
.facts dt { color: var(--quiet); font-size: .8125rem; }
.facts dd { overflow-wrap: anywhere; }
.top .facts { margin-top: 1.5rem; }
.counts { list-style: none; display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin-block: 1.5rem 0; }
.count {
  display: grid; grid-template-columns: 1fr auto; align-items: start; align-content: start; height: 100%; hyphens: auto; padding: .875rem 1rem; color: var(--ink); text-decoration: none;
  background: var(--paper); border: 1px solid var(--line); border-radius: 12px;
}
.count .shape { grid-area: 1 / 2; margin-top: .3rem; }
.count strong { font-size: 1.875rem; line-height: 1.15; font-weight: 680; letter-spacing: -.02em; grid-area: 1 / 1; }
.count span { grid-column: 1 / -1; color: var(--quiet); font-size: .875rem; }
a.count:hover { border-color: var(--strong-line); }
a.count:hover span { text-decoration: underline; }
.columns { padding-block: 2rem 4rem; }
.contents ol { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
.contents a { display: inline-block; padding-block: .2rem; color: var(--quiet); text-decoration: none; font-size: .9375rem; }
.contents a:hover { color: var(--ink); text-decoration: underline; }
.tally { color: var(--quiet); font-weight: 450; font-size: .875em; margin-left: .2em; }
main > section { margin-top: 3rem; }
main > section > h2 { padding-bottom: .5rem; }
.lead { max-width: 84ch; color: var(--quiet); margin-bottom: 1rem; }
.part { margin-top: 1.75rem; }
.part > h3 { margin-bottom: .625rem; }
.part > .aside { margin-bottom: .5rem; }
.part > .scroll + details { margin-top: .625rem; }
footer { border-top: 1px solid var(--line); padding-block: 1.5rem 3rem; color: var(--quiet); font-size: .875rem; }
.decision .top .verdict.long { font-size: clamp(1.25rem, 1rem + 1.2vw, 2rem); }
@media (max-width: 47.99rem) {
  .decision .contents, .decision .top .facts { display: none; }
  .decision .top { padding-block: .75rem; }
  .decision .release { font-size: .8125rem; }
  .decision main > section { margin-top: 1.25rem; }
  .decision main > section:first-of-type { margin-top: 0; }
  .decision main > section > h2 { font-size: 1.125rem; padding-bottom: .25rem; }
  .decision .columns { padding-block: .75rem 1rem; }
  .decision .card { padding: .75rem 1rem; }
  .decision footer { padding-block: .5rem; }
}
@media (min-width: 72rem) {
  .columns { display: grid; grid-template-columns: 12rem minmax(0, 1fr); gap: 3rem; }
  .contents { position: sticky; top: 1.5rem; align-self: start; max-height: calc(100vh - 3rem); overflow-y: auto; }
  .contents ol { display: block; border-left: 1px solid var(--line); }
  .contents a { display: flex; justify-content: space-between; gap: .5rem; padding: .3rem .25rem .3rem 1rem; margin-left: -1px; border-left: 2px solid transparent; }
  .contents a:hover { border-left-color: var(--strong-line); text-decoration: none; }
  main > section:first-of-type { margin-top: 1.75rem; }
}
`;

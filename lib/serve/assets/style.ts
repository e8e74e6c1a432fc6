import { STYLE } from '../../reports/kit/style';

/** What pages of this server have beside the look that all reports share. */
const OWN = `
.top { padding-block: clamp(1rem, 2.5vw, 1.75rem); }
.top .verdict { font-size: clamp(1.75rem, 1.2rem + 2vw, 2.75rem); }
.top .facts code { display: inline-block; }
main { padding-block: .5rem 3rem; }
main > section { margin-top: 2.25rem; }
main h2 { margin-bottom: .75rem; }
main > section > h2 { padding-bottom: 0; }
.cards { margin-top: 1.75rem; }
.ask { display: flex; flex-wrap: wrap; align-items: end; gap: .5rem .75rem; margin-top: .75rem; }
.ask label { flex-basis: 100%; font-size: .8125rem; color: var(--quiet); margin-bottom: -.35rem; }
.ask input:not([type="hidden"]) { flex: 1 1 12rem; min-width: 0; max-width: 42rem; }
.ask input, button {
  font: inherit; font-size: .9375rem; min-height: 2.5rem; padding: .3rem .875rem; color: var(--ink); background: var(--ground); border: 1px solid var(--strong-line); border-radius: 8px;
}
button { cursor: pointer; font-weight: 560; }
button:hover { background: var(--raised); }
button.good, button.bad { color: var(--tone); background: var(--tint); border-color: var(--tone); }
button.good:hover, button.bad:hover { text-decoration: underline; }
.buttons { display: flex; flex-wrap: wrap; gap: .5rem; }
.stages { list-style: none; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: 1rem; align-items: start; }
.stage { background: var(--paper); border: 1px solid var(--line); border-top: 4px solid var(--solid); border-radius: 4px 4px 12px 12px; padding: .75rem 1rem 1rem; }
.stage > header { display: flex; flex-wrap: wrap; align-items: center; gap: .35rem .6rem; margin-bottom: .5rem; }
.stage > header h3 { overflow-wrap: anywhere; }
.actions { list-style: none; display: grid; gap: .3rem; font-size: .9375rem; }
.actions > li { display: flex; align-items: baseline; gap: .5rem; }
.actions .shape { align-self: center; font-size: .8125rem; }
.actions .name { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.actions .time { color: var(--quiet); font-size: .8125rem; text-align: right; }
.transition { min-height: 1.9rem; margin-bottom: .35rem; padding-left: .25rem; font-size: .875rem; color: var(--quiet); }
.stages > li:first-child { padding-top: 2.6rem; }
.transition.closed { padding: .5rem .75rem; border: 1px dashed var(--unsure-solid); border-radius: 8px; }
.strip { display: block; width: 12rem; height: 1rem; background: var(--raised); border-radius: 4px; }
.strip .good { fill: var(--good-solid); } .strip .bad { fill: var(--bad-solid); } .strip .unsure { fill: var(--unsure-solid); }
.strip .noted { fill: var(--noted-solid); } .strip .plain { fill: var(--plain-solid); }
.pages { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; padding-block: .75rem; color: var(--quiet); font-size: .9375rem; }
.log {
  margin: 0; padding: 1rem; max-height: 75vh; overflow: auto; background: var(--paper); border: 1px solid var(--line); border-radius: 12px;
  font: .8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere;
}
.patch { max-height: none; }
.patch .added { color: var(--good); } .patch .removed { color: var(--bad); } .patch .hunk { color: var(--noted); } .patch .meta { color: var(--quiet); font-weight: 620; }
.review { width: 100%; height: 80vh; border: 1px solid var(--line); border-radius: 12px; background: var(--paper); }
footer:has(#connection:empty) { border: 0; }
#push { margin-top: 1rem; }
.deciding { padding-top: 1.75rem; }
@media (min-width: 80rem) { .deciding { display: grid; grid-template-columns: 20rem minmax(0, 1fr); gap: 2.5rem; } .deciding > #patch { grid-column: 2; } #answer { position: sticky; top: 1rem; align-self: start; } }
@media (max-width: 79.99rem) { .deciding section + section { margin-top: 2rem; } }
@media (max-width: 30rem) { .strip { width: 6rem; } .stages > li:first-child { padding-top: 0; } }
`;

/** The style sheet of every page here. */
export const SERVE_STYLE = STYLE + OWN;

/** Type, links, focus. System fonts: nothing is loaded. */
export const BASE = `
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 5.5rem; }
html.filtered { scroll-padding-top: 8rem; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 400 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: break-word;
}
h1, h2, h3, p, ul, ol, dl, dd, table { margin: 0; padding: 0; }
h2 { font-size: 1.375rem; line-height: 1.25; font-weight: 650; letter-spacing: -.012em; text-wrap: balance; }
h3 { font-size: 1.0625rem; line-height: 1.35; font-weight: 620; }
p { text-wrap: pretty; }
strong { font-weight: 650; }
code, bdi { unicode-bidi: isolate; }
code {
  font: .875em/1.5 ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
  overflow-wrap: anywhere;
}
.value { display: block; white-space: pre-wrap; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: .18em; }
.outside { overflow-wrap: anywhere; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 1rem; top: -6rem; z-index: 10; padding: .6rem 1rem; background: var(--paper); border: 2px solid var(--focus); border-radius: 8px; }
.skip:focus { top: .75rem; }
.shape { width: 1em; height: 1em; flex: none; fill: var(--solid); overflow: visible; }
.shape .mark { fill: none; stroke: var(--mark); stroke-width: 2.8; stroke-linecap: round; stroke-linejoin: round; }
.shape .ring { fill: none; stroke: var(--solid); stroke-width: 3; }
`;

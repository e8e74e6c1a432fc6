/** On paper everything is open that may decide something, nothing is clipped. */
export const PAPER = `
@media print {
  @page { margin: 14mm 12mm; }
  html { font-size: 10pt; }
  body { background: #fff; }
  .contents, .skip, .address, .filter { display: none !important; }
  .filtered .filter { display: block !important; position: static; box-shadow: none; }
  .filtered .filter :is(button, select, label > span) { display: none; }
  .top, .badge, .card, .shape, svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .columns { display: block; padding-block: 1rem; }
  .width { max-width: none; padding-inline: 0; }
  .top .width { padding-inline: 1rem; }
  main > section { margin-top: 1.5rem; }
  h2, h3, summary, caption { break-after: avoid; }
  .card, tr, .count { break-inside: avoid; }
  .scroll, .inside .scroll { overflow: visible; border-radius: 0; }
  table { font-size: 8pt; }
  thead { display: table-header-group; }
  th, td { padding: .25rem .4rem; }
  td, tbody th, .wide:is(td, th), .narrow:is(td, th) { min-width: 0; white-space: normal; overflow-wrap: anywhere; }
  thead th { white-space: normal; overflow-wrap: normal; }
  details { border-color: #ccc; }
  :is(th, td).screen { display: none; }
  details:not(.screen)::details-content { display: block; content-visibility: visible; block-size: auto; }
  summary { padding-left: 1.125rem; }
  .slight > summary { padding-left: 0; }
  summary::before { display: none; }
}
`;

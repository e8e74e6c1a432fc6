/** The look that the gate's report, the review of a release and the report of a validation share. */
export { anchor, type Numbered, numbered } from './anchor';
export { type Card, card, cards } from './card';
export { type Count, counts } from './counts';
export { type Details, details } from './details';
export { type DiffLine, diff } from './diff';
export { type Content, type Html, html } from './html';
export { type Page, type PageVerdict, page, type State } from './page';
export { minuteOf, RELEASE_NOT_KNOWN } from './release-facts';
export { part, type Section } from './section';
export { type Column, type Row, type Table, table } from './table';
export { bullets, code, type Fact, facts, jump, link, nothing, value } from './text';
export { badge, shape, type Tone } from './tone';

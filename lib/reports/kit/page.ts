import { createHash } from 'node:crypto';
import type { ReleaseFacts } from '../../contract/release-facts';
import { printable } from '../../ground/printable';
import { type Count, counts } from './counts';
import { type Content, classes, type Html, html, trusted } from './html';
import { icon } from './icon';
import { releaseLine } from './release-facts';
import { SCRIPT } from './script';
import { contents, type Section, section } from './section';
import { STYLE } from './style';
import { type Fact, facts } from './text';
import { shape, type Tone } from './tone';

/** The answer that a page gives before anything else. */
export interface PageVerdict {
  readonly tone: Tone;
  /** One word where it can be: `Yes`, `No`. */
  readonly word: string;
  /** What it rests on and what follows from it, in one or two sentences. */
  readonly because: Content;
}

/** A choice of the filter; rows and cards name one as their `state`. */
export interface State {
  readonly value: string;
  readonly label: string;
}

/** A whole page. */
export interface Page {
  /** What kind of page it is, for example `Gate report`. */
  readonly kind: string;
  /** What it is about, for example the application or the target. */
  readonly subject: string;
  readonly verdict: PageVerdict;
  /** Which release it speaks of. @default nothing is known of one */
  readonly release?: ReleaseFacts | undefined;
  /** Somebody decides from it: its verdict is a sentence, and the first section comes before every way to narrow it. */
  readonly decision?: boolean;
  readonly facts?: readonly Fact[];
  readonly counts?: readonly Count[];
  readonly sections: readonly Section[];
  /** Choices of the filter beside its words. @default none */
  readonly states?: readonly State[];
  /** Last words: where the page comes from. */
  readonly footer?: Content;
}

/** Characters from which on a verdict is set smaller: what it is about has to stand on the first screen, too. */
const LONG = 60;

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing may be loaded, sent, framed or run but the style sheet and the script that are in the page. */
const POLICY = [
  "default-src 'none'",
  `style-src ${hash(STYLE)}`,
  `script-src ${hash(SCRIPT)}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * One HTML document that needs nothing beside it: it reads the same from a disk, from S3, on paper, and where no script runs.
 *
 * @throws {Error} when two parts claim one id: a link would lead to the wrong one
 */
export const page = (content: Page): string => {
  const text = `${document(content)}\n`;
  refuseSharedIds(text);
  return text;
};

const document = ({
  kind,
  subject,
  verdict,
  release,
  decision = false,
  facts: known,
  counts: numbers,
  sections,
  states = [],
  footer,
}: Page): Html =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${verdict.word} · ${kind} · ${subject}</title>
<link rel="icon" href="${icon(verdict.tone)}">
<style>${trusted(STYLE)}</style>
</head>
<body${decision && html` class="decision"`}>
<a class="skip" href="#main">Skip to the content</a>
<header class="top ${verdict.tone}">
<div class="width">
<h1><span class="kind">${kind} <span class="of">of</span> <bdi>${subject}</bdi><span class="unseen">—</span></span>
<span${classes('verdict', verdict.word.length > LONG && 'long')}>${shape(verdict.tone)}<span>${verdict.word}</span></span></h1>
${release !== undefined && releaseLine(release)}
<p class="because">${verdict.because}</p>
${known !== undefined && facts(known)}
</div>
</header>
${numbers !== undefined && html`<section class="width" aria-label="In numbers">${counts(numbers)}</section>`}
<div class="width columns">
${contents(sections)}
<main id="main" tabindex="-1">
${decision ? [sections.slice(0, 1).map(section), filter(states), sections.slice(1).map(section)] : [filter(states), sections.map(section)]}
</main>
</div>
${footer !== undefined && html`<footer class="width">${footer}</footer>`}
<script>${trusted(SCRIPT)}</script>
</body>
</html>`;

/** The script shows it: where none runs there is nothing to filter with. */
const filter = (states: readonly State[]): Html =>
  html`<form class="filter" role="search" aria-label="Filter this page" hidden>
<label><span>Filter by words</span><input type="search" id="filter" autocomplete="off" spellcheck="false"></label>
${
  states.length > 0 &&
  html`<label><span>Show</span><select id="state"><option value="">everything</option>${states.map(
    ({ value, label }) => html`<option value="${value}">${label}</option>`,
  )}</select></label>`
}
<button type="button" id="open-all">Open all</button>
<output for="filter${states.length > 0 && ' state'}" aria-live="polite"></output>
</form>`;

const refuseSharedIds = (document: string): void => {
  const seen = new Set<string>();
  for (const [, id = ''] of document.matchAll(/<[a-z0-9]+\b[^<>]*? id="([^"<>]*)"/g)) {
    if (seen.has(id)) throw new Error(`page: two parts have the id "${printable(id)}": give each its own`);
    seen.add(id);
  }
};

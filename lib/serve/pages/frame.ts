import { type Content, type Html, html, shape, type Tone } from '../../reports/kit';
import { icon } from '../../reports/kit/icon';

/** What a page says first. */
export interface Head {
  /** What kind of page it is, and of what. */
  readonly kind: Content;
  readonly tone: Tone;
  readonly word: string;
  readonly because?: Content;
  readonly facts?: Content;
}

/** A page of this server. */
export interface ServedPage {
  readonly title: string;
  readonly head: Head;
  readonly main: Content;
  /** Address of the stream that says when it has changed. @default it does not change */
  readonly stream?: string;
}

/** One HTML document, whole without its script. What is in `data-live` is replaced when it has changed. */
export const framed = ({ title, head, main, stream }: ServedPage): string =>
  `${html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${head.word} · ${title}</title>
<link rel="icon" href="${icon(head.tone)}">
<link rel="stylesheet" href="/assets/style.css">
</head>
<body${stream !== undefined && html` data-stream="${stream}"`}>
<a class="skip" href="#main">Skip to the content</a>
${header(head)}
<main id="main" class="width" tabindex="-1">
${main}
</main>
<footer class="width"><span id="connection" role="status">${stream !== undefined && 'Load the page again to see what has changed.'}</span></footer>
<p class="unseen" id="said" aria-live="polite"></p>
<script src="/assets/page.js"></script>
</body>
</html>`}\n`;

const header = ({ kind, tone, word, because, facts }: Head): Html =>
  html`<header class="top ${tone}" id="head" data-live>
<div class="width">
<h1><span class="kind">${kind}<span class="unseen"> — </span></span>
<span class="verdict">${shape(tone)}<span>${word}</span></span></h1>
${because !== undefined && html`<p class="because">${because}</p>`}
${facts}
</div>
</header>`;

/** A part of a page that changes while somebody looks at it. */
export const live = (id: string, heading: string, body: Content, lead?: Content): Html =>
  html`<section id="${id}" aria-labelledby="${id}-heading" data-live>
<h2 id="${id}-heading">${heading}</h2>
${lead !== undefined && html`<p class="lead">${lead}</p>`}
${body}
</section>`;

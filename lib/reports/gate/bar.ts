import { type Html, html } from '../kit';
import type { Answers } from './answers';

/** Length of a bar in its own units. */
const LENGTH = 100;

/** Least length of a part that is there: one violation among thousands must be seen. */
const LEAST = 3;

/** Shares of the answers as one bar; the numbers stand beside it. */
export const bar = ({ violating, acknowledged, compliant }: Answers): Html | false => {
  const parts = [
    { tone: 'bad', of: violating },
    { tone: 'noted', of: acknowledged },
    { tone: 'good', of: compliant },
  ].filter(({ of }) => of > 0);
  const sum = violating + acknowledged + compliant;
  if (sum === 0) return false;
  const raised = parts.map((part) => ({ ...part, length: Math.max(LEAST, (part.of / sum) * LENGTH) }));
  const scale = LENGTH / raised.reduce((total, { length }) => total + length, 0);
  let at = 0;
  return html`<svg class="bar" viewBox="0 0 ${LENGTH} 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">${raised.map(
    ({ tone, length }) => {
      const from = at;
      at += length * scale;
      return html`<rect class="${tone}" x="${from.toFixed(2)}" width="${Math.max(0, at - from - 0.6).toFixed(2)}" height="6"/>`;
    },
  )}</svg>`;
};

import { type Html, html } from './html';

/** A line of what was and what is. */
export interface DiffLine {
  readonly sign: '−' | '+' | ' ';
  readonly text: string;
}

const WORDS = { '−': 'gone: ', '+': 'new: ', ' ': '' } as const;

const line = ({ sign, text }: DiffLine): Html => {
  const inner = html`<span aria-hidden="true">${sign}</span><span class="unseen">${WORDS[sign]}</span><code><bdi>${text}</bdi></code>`;
  return sign === ' ' ? html`<li>${inner}</li>` : html`<li class="${sign === '+' ? 'new' : 'gone'}">${inner}</li>`;
};

/** What was and what is, line by line; a sign says which, not the colour alone. */
export const diff = (lines: readonly DiffLine[]): Html => html`<ul class="diff">${lines.map(line)}</ul>`;

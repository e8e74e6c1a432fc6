import { grouped } from '../../ground/counted';
import { type Html, html } from './html';
import { shape, type Tone } from './tone';

/** One number that matters. */
export interface Count {
  readonly value: number;
  /** What is counted, for example `findings`. */
  readonly label: string;
  readonly tone: Tone;
  /** Section that it counts. */
  readonly section?: string;
}

/** The numbers a reader wants before anything else, each leading to its section. */
export const counts = (list: readonly Count[]): Html =>
  html`<ul class="counts">${list.map(({ value, label, tone, section }) => {
    const inner = html`${tone !== 'plain' && shape(tone)}<strong>${grouped(value)}</strong> <span>${label}</span>`;
    return html`<li class="${tone}">${section === undefined ? html`<span class="count">${inner}</span>` : html`<a class="count" href="#${section}">${inner}</a>`}</li>`;
  })}</ul>`;

import { type Content, classes, type Html, html } from './html';

/** Something that opens on demand; on paper it is open. */
export interface Details {
  readonly id?: string;
  readonly summary: Content;
  readonly body: Content;
  readonly open?: boolean;
  /** Without a frame, for something small inside something else. */
  readonly slight?: boolean;
  /** Stays closed on paper, for what fills pages and decides nothing. */
  readonly screenOnly?: boolean;
}

/** A part that opens on demand; the filter and links to what is inside open it too. */
export const details = ({ id, summary, body, open = false, slight = false, screenOnly = false }: Details): Html =>
  html`<details${id !== undefined && html` id="${id}"`}${classes(slight && 'slight', screenOnly && 'screen')}${open && html` open`}><summary>${summary}</summary><div class="inside">${body}</div></details>`;

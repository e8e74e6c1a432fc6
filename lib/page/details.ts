import { type Content, type Html, html } from './html';

/** Something that opens on demand, and is open on paper. */
export interface Details {
  readonly id?: string;
  readonly summary: Content;
  readonly body: Content;
  readonly open?: boolean;
  /** Without a frame, for something small inside something else. */
  readonly slight?: boolean;
}

/** A part that opens on demand; the filter and links to what is inside open it too. */
export const details = ({ id, summary, body, open = false, slight = false }: Details): Html =>
  html`<details${id !== undefined && html` id="${id}"`}${slight && html` class="slight"`}${open && html` open`}><summary>${summary}</summary><div class="inside">${body}</div></details>`;

import { type Content, classes, type Html, html } from './html';
import { nothing } from './text';

/** A column of a table. */
export interface Column {
  readonly heading: string;
  /** Numbers stand to the right; `wide` columns get room for sentences; `narrow` ones do not break. @default 'text' */
  readonly kind?: 'text' | 'number' | 'wide' | 'narrow';
  /** Is left out on paper, where another table says the same. */
  readonly screenOnly?: boolean;
}

/** A row; its first cell names it. */
export interface Row {
  /** Makes the row something to link to. */
  readonly id?: string;
  /** For the filter's choice, one of the page's `states`. */
  readonly state?: string;
  readonly cells: readonly Content[];
}

/** A table that the filter knows row by row. */
export interface Table {
  /** Says what the table shows; always there for programs that read aloud. */
  readonly caption: string;
  /** Hides the caption where a heading right above says the same. */
  readonly quiet?: boolean;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Stands there instead of a table without rows. */
  readonly empty: Content;
}

/** A table; it scrolls inside where the page is narrower, and has headings for columns and rows. */
export const table = ({ caption, quiet = false, columns, rows, empty }: Table): Html => {
  if (rows.length === 0) return nothing(empty);
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table>
<caption${quiet && html` class="unseen"`}>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col"${className(column)}>${column.heading}</th>`)}</tr></thead>
<tbody>${rows.map((row) => line(row, columns))}</tbody>
</table></div>`;
};

const line = ({ id, state, cells }: Row, columns: readonly Column[]): Html =>
  html`<tr data-item${state !== undefined && html` data-state="${state}"`}${id !== undefined && html` id="${id}"`}>${cells.map(
    (cell, index) =>
      index === 0
        ? html`<th scope="row"${className(columns[index])}>${cell}</th>`
        : html`<td${className(columns[index])}>${cell}</td>`,
  )}</tr>
`;

const className = ({ kind = 'text', screenOnly = false }: Partial<Column> = {}): Html | false =>
  classes(kind !== 'text' && kind, screenOnly && 'screen');

import { widthOf } from './text';

const ESC = '\u001b[';
/** A terminal that knows it shows all of it at once: https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036 */
const [TOGETHER, SHOWN] = [`${ESC}?2026h`, `${ESC}?2026l`];
/** What is wider than we think is cut by the terminal, not put into a row of its own. */
const [NO_WRAP, WRAP] = [`${ESC}?7l`, `${ESC}?7h`];
const [ERASE_LINE, ERASE_BELOW] = [`${ESC}2K`, `${ESC}J`];

/** As much of a terminal as is drawn on. */
export interface Surface {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** What a terminal has that does not say, or says none, as one without a size. */
const USUAL = { columns: 80, rows: 24 } as const;

/** How large a terminal is. */
export const sizeOf = ({ columns, rows }: Surface): { readonly columns: number; readonly rows: number } => ({
  columns: columns || USUAL.columns,
  rows: rows || USUAL.rows,
});

/** The last lines of a terminal, which are drawn again and again in the same place. */
export class Screen {
  private drawn: readonly string[] = [];
  private columns = 0;

  constructor(private readonly surface: Surface) {}

  /** Draws lines, none wider than the terminal, in place of the last ones; each line is written whole. */
  draw(lines: readonly string[]): void {
    const { columns } = sizeOf(this.surface);
    const isSame = columns === this.columns && lines.join('\n') === this.drawn.join('\n');
    if (isSame && lines.length > 0) return;
    const up = this.rowsDrawn(columns);
    const back = up === 0 ? '\r' : `\r${ESC}${up}A`;
    // Erased before it is written: behind a full line, the cursor still stands on its last letter.
    const block = lines.map((line) => `${ERASE_LINE}${line}\n`).join('');
    this.surface.write(`${TOGETHER}${NO_WRAP}${back}${block}${ERASE_BELOW}${WRAP}${SHOWN}`);
    this.drawn = lines;
    this.columns = columns;
  }

  /** Leaves what is drawn where it is: the next lines come below. */
  done(): void {
    this.drawn = [];
    this.columns = 0;
  }

  /** A terminal that has become narrower has broken what was drawn into more rows. */
  private rowsDrawn(columns: number): number {
    return this.drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
  }
}

import { createRequire } from 'node:module';
import { resolve } from 'node:path';

/** As much of xterm as is asked; it is one file of CommonJS, whose names no `import` finds. */
interface Xterm {
  readonly buffer: {
    readonly active: {
      readonly baseY: number;
      readonly length: number;
      getLine(index: number): { translateToString(trimRight: boolean): string } | undefined;
    };
  };
  write(text: string, done: () => void): void;
  resize(columns: number, rows: number): void;
}

interface Headless {
  readonly Terminal: new (options: {
    readonly cols: number;
    readonly rows: number;
    readonly convertEol: boolean;
    readonly allowProposedApi: boolean;
  }) => Xterm;
}

/** A terminal that a person would look at, fed with the bytes that a program writes. */
export class TerminalModel {
  private readonly xterm: Xterm;
  private written = Promise.resolve();

  constructor(
    public columns: number,
    public rows: number,
  ) {
    const { Terminal }: Headless = createRequire(resolve('package.json'))('@xterm/headless');
    // A line feed begins a new line, as the terminal's driver has it.
    this.xterm = new Terminal({ cols: columns, rows, convertEol: true, allowProposedApi: true });
  }

  readonly write = (text: string): void => {
    this.written = this.written.then(() => new Promise((done) => this.xterm.write(text, done)));
  };

  /** Makes it another size, when it has shown what was written. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.written;
    this.xterm.resize(columns, rows);
    Object.assign(this, { columns, rows });
  }

  /** What it shows now, a text for each row, without the empty ones at the end. */
  async screen(): Promise<readonly string[]> {
    return this.lines((await this.active()).baseY);
  }

  /** The same with everything that has scrolled away. */
  async everything(): Promise<readonly string[]> {
    await this.written;
    return this.lines(0);
  }

  private async active(): Promise<Xterm['buffer']['active']> {
    await this.written;
    return this.xterm.buffer.active;
  }

  private lines(from: number): readonly string[] {
    const { active } = this.xterm.buffer;
    const all = Array.from({ length: active.length - from }, (_, row) => active.getLine(from + row));
    const texts = all.map((line) => line?.translateToString(true) ?? '');
    return texts.slice(0, texts.findLastIndex((text) => text !== '') + 1);
  }
}

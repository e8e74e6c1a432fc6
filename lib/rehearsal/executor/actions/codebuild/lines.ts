import { StringDecoder } from 'node:string_decoder';

/** Cuts output into lines and tells marks, which stand on a line of their own after an extra line end, from text. */
export class LineReader {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';
  private heldEmptyLine = false;

  constructor(
    /** What a mark begins with; nothing that a command could print by chance. */
    private readonly prefix: string,
    private readonly onLine: (line: string) => void,
    private readonly onMark: (mark: string) => void,
  ) {}

  readonly push = (chunk: Buffer): void => {
    const lines = (this.rest + this.decoder.write(chunk)).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.take(line);
  };

  /** The last line may have no end. */
  flush(): void {
    this.release();
    if (this.rest !== '') this.onLine(lastState(this.rest));
    this.rest = '';
  }

  private take(line: string): void {
    if (line.startsWith(this.prefix)) {
      this.heldEmptyLine = false;
      this.onMark(line.slice(this.prefix.length));
      return;
    }
    this.release();
    if (line === '') this.heldEmptyLine = true;
    else this.onLine(lastState(line));
  }

  private release(): void {
    if (this.heldEmptyLine) this.onLine('');
    this.heldEmptyLine = false;
  }
}

/** What a terminal would show of a line that was rewritten by carriage returns. */
const lastState = (line: string): string => {
  const states = line.split('\r').filter((state) => state !== '');
  return states.at(-1) ?? '';
};

/** A line of the build itself among the lines of its commands, with its time, as CodeBuild writes it. */
export const containerLine = (text: string): string => {
  const time = new Date().toISOString().slice(0, 23).replace('T', ' ').replaceAll('-', '/');
  return `[Container] ${time} ${text}`;
};

/** Lines that say nothing about the cause: npm's farewell, stack frames, excerpts of code, jest's totals, rulers. */
const NOISE = [
  /^npm (error|ERR!|notice|warn)/i,
  /^\s+at .*:\d+:\d+\)?$/,
  /^\s+at (new |async )?[\w.<>]+ \(/,
  /^Node\.js v\d/,
  /^\s*>?\s*\d*\s*[|│]/,
  /^(Snapshots|Time|Test Suites): |^Ran all test suites/,
  /^\W*$/,
];

/**
 * The last lines of an output that a person would read first, without noise unless there is nothing else: as many as one
 * finding of a linter or a gate takes.
 */
export const meaningfulLines = (output: readonly string[], most = 9): readonly string[] => {
  const lines = output.map(plain).filter((line) => line.trim() !== '');
  const telling = lines.filter((line) => !NOISE.some((noise) => noise.test(line)));
  return (telling.length > 0 ? telling : lines).slice(-most).map((line) => shorten(line.trim()));
};

/** Text without terminal colours. */
const plain = (line: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character begins a terminal sequence
  return line.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '');
};

const shorten = (line: string): string => (line.length <= 300 ? line : `${line.slice(0, 299)}…`);

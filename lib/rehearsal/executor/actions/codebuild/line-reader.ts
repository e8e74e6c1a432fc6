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
function lastState(line: string): string {
  const states = line.split('\r').filter((state) => state !== '');
  return states.at(-1) ?? '';
}

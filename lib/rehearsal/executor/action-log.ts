import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { ActionId, ExecutorEvent } from './event';

/** The output of one action: a file with everything, and an event per line. */
export class ActionLog {
  private readonly file: WriteStream;
  private readonly written: Promise<void>;
  readonly path: string;

  constructor(
    directory: string,
    private readonly action: ActionId,
    private readonly emit: (event: ExecutorEvent) => void,
  ) {
    this.path = join(directory, `${action.stageName}.${action.actionName}.log`);
    this.file = createWriteStream(this.path);
    this.written = finished(this.file);
    // A disk that is full is told by `close`, not by an event that nobody hears.
    this.written.catch(() => {});
  }

  /** Writes one line. */
  readonly write = (line: string): void => {
    this.file.write(`${line}\n`);
    const { stageName, actionName } = this.action;
    this.emit({ type: 'action-output', action: { stageName, actionName }, line });
  };

  /** Resolves when the file is complete. */
  async close(): Promise<void> {
    this.file.end();
    await this.written;
  }
}

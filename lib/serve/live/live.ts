import type { ServerResponse } from 'node:http';
import { partAfter } from '../log-file';

/** A log that somebody follows: its file, and how much of it he has. */
export interface Followed {
  readonly file: string;
  readonly from: number;
}

/** So many pages are told at the same time; a browser has one for each of its tabs. */
export const MOST_STREAMS = 50;

/** Who takes no more than that is not listening. */
const MOST_BUFFERED = 1024 * 1024;

const TELL_MILLISECONDS = 250;
const LOOK_MILLISECONDS = 250;
const BEAT_MILLISECONDS = 15_000;

/** Tells open pages, by server-sent events, that something has changed, and what a log has more. */
export class Live {
  private readonly streams = new Map<ServerResponse, { log: Followed | undefined; busy: boolean }>();
  private telling: NodeJS.Timeout | undefined;
  private readonly timers: readonly NodeJS.Timeout[];

  constructor() {
    this.timers = [
      setInterval(() => this.beat(), BEAT_MILLISECONDS),
      setInterval(() => {
        for (const response of this.streams.keys()) void this.look(response);
      }, LOOK_MILLISECONDS),
    ];
  }

  get size(): number {
    return this.streams.size;
  }

  /** Begins a stream; false where there are enough. */
  open(response: ServerResponse, log: Followed | undefined): boolean {
    if (this.streams.size >= MOST_STREAMS) return false;
    this.streams.set(response, { log, busy: false });
    response.on('close', () => this.streams.delete(response));
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
    this.send(response, 'retry: 2000\n\n');
    return true;
  }

  /** Something has changed; said a few times a second at most. */
  changed(): void {
    this.telling ??= setTimeout(() => {
      this.telling = undefined;
      for (const response of this.streams.keys()) this.send(response, 'event: changed\ndata: \n\n');
    }, TELL_MILLISECONDS);
  }

  close(): void {
    for (const timer of this.timers) clearInterval(timer);
    clearTimeout(this.telling);
    for (const response of this.streams.keys()) response.end();
  }

  private beat(): void {
    for (const response of this.streams.keys()) this.send(response, ': \n\n');
  }

  private async look(response: ServerResponse): Promise<void> {
    const stream = this.streams.get(response);
    if (stream?.log === undefined || stream.busy) return;
    stream.busy = true;
    try {
      const part = await partAfter(stream.log.file, stream.log.from);
      if (part === undefined || part.to === stream.log.from) return;
      const anew = part.from < stream.log.from;
      stream.log = { file: stream.log.file, from: part.to };
      // An id is what a browser sends when it comes back.
      this.send(response, `id: ${part.to}\nevent: log\ndata: ${JSON.stringify({ text: part.text, anew })}\n\n`);
    } catch (error) {
      response.destroy(error instanceof Error ? error : undefined);
    } finally {
      stream.busy = false;
    }
  }

  private send(response: ServerResponse, text: string): void {
    if (response.writableLength > MOST_BUFFERED) response.destroy();
    else response.write(text);
  }
}

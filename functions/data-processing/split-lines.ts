/** A line of an NDJSON object, or a piece of one that is too long to hold. */
export interface Line {
  /** Counted from 1, empty lines too. */
  readonly number: number;
  /** The line without its line feed; a carriage return stays. */
  readonly bytes: Uint8Array;
  /** Set on a line longer than the limit: its pieces, joined in order, are the line. */
  readonly piece?: { readonly index: number; readonly last: boolean };
}

const LINE_FEED = 0x0a;

/**
 * Splits a stream at line feeds, holding at most one line of `maxBytes` and one chunk in memory.
 * Works on bytes: a character may be cut between chunks. A last line without line feed is a line.
 */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Line> {
  let number = 1;
  let pieces = 0;
  let held: Uint8Array = new Uint8Array();

  function* take(bytes: Uint8Array, ends: boolean): Generator<Line> {
    held = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
    while (held.length > maxBytes) {
      pieces += 1;
      yield { number, bytes: held.subarray(0, maxBytes), piece: { index: pieces, last: false } };
      held = held.subarray(maxBytes);
    }
    if (!ends) return;
    yield { number, bytes: held, ...(pieces > 0 && { piece: { index: pieces + 1, last: true } }) };
    held = new Uint8Array();
    pieces = 0;
    number += 1;
  }

  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      yield* take(chunk.subarray(start, end), true);
      start = end + 1;
    }
    yield* take(chunk.subarray(start), false);
  }
  if (held.length > 0 || pieces > 0) yield* take(new Uint8Array(), true);
}

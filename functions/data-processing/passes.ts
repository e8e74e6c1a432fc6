import { createHash } from 'node:crypto';
import type { FieldPath } from './identifier-fields';
import { judgeLine, type LineVerdict, type Reason, type Replace } from './judge-line';
import { quarantineEntry } from './quarantine-entry';
import { type Line, splitLines } from './split-lines';

/** How lines are read. */
export interface Reading {
  readonly fields: readonly FieldPath[];
  readonly maxLineBytes: number;
}

/** What an object holds; the first pass finds it. */
export interface Survey {
  /** Hex digest of the whole content. */
  readonly sha256: string;
  readonly bytes: number;
  readonly records: number;
  readonly blank: number;
  /** Lines, not pieces of lines. */
  readonly quarantined: number;
  readonly reasons: Readonly<Partial<Record<Reason, number>>>;
}

type Chunks = AsyncIterable<Uint8Array>;

/** Reads everything, writes nothing: digest and counts. */
export const survey = async (content: Chunks, reading: Reading): Promise<Survey> => {
  const judged = judge(content, reading, (value) => value.toString());
  let step = await judged.next();
  while (!step.done) step = await judged.next();
  return step.value;
};

/** The readable records with their identifiers replaced, as NDJSON. @throws {Error} when the content, at its end, is not what was surveyed */
export async function* processedLines(
  content: Chunks,
  reading: Reading,
  replace: Replace,
  expected: Survey,
): AsyncGenerator<string> {
  for await (const [, verdict] of surveyed(content, reading, replace, expected)) {
    if (verdict.kind === 'record') yield `${verdict.json}\n`;
  }
}

/** The unreadable lines as entries, as NDJSON. @throws {Error} when the content, at its end, is not what was surveyed */
export async function* quarantinedLines(content: Chunks, reading: Reading, expected: Survey): AsyncGenerator<string> {
  for await (const [line, verdict] of surveyed(content, reading, (value) => value.toString(), expected)) {
    if (verdict.kind === 'unreadable') yield `${JSON.stringify(quarantineEntry(line, verdict))}\n`;
  }
}

async function* surveyed(
  content: Chunks,
  reading: Reading,
  replace: Replace,
  expected: Survey,
): AsyncGenerator<readonly [Line, LineVerdict]> {
  const found = yield* judge(content, reading, replace);
  if (
    found.sha256 !== expected.sha256 ||
    found.records !== expected.records ||
    found.quarantined !== expected.quarantined
  ) {
    throw new Error(
      `input read as ${found.bytes} bytes, ${found.records} records, ${found.quarantined} unreadable lines, but before as ` +
        `${expected.bytes}, ${expected.records}, ${expected.quarantined}: nothing was written, the delivery will be repeated`,
    );
  }
}

async function* judge(
  content: Chunks,
  reading: Reading,
  replace: Replace,
): AsyncGenerator<readonly [Line, LineVerdict], Survey> {
  const hash = createHash('sha256');
  const reasons: Partial<Record<Reason, number>> = {};
  const counts = { bytes: 0, records: 0, blank: 0, quarantined: 0 };

  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      hash.update(chunk);
      counts.bytes += chunk.byteLength;
      yield chunk;
    }
  }

  for await (const line of splitLines(hashed(), reading.maxLineBytes)) {
    const verdict = judgeLine(line, reading.fields, replace);
    if (verdict.kind === 'record') counts.records += 1;
    if (verdict.kind === 'blank') counts.blank += 1;
    if (verdict.kind === 'unreadable' && line.piece?.last !== false) {
      counts.quarantined += 1;
      reasons[verdict.reason] = (reasons[verdict.reason] ?? 0) + 1;
    }
    yield [line, verdict];
  }
  return { sha256: hash.digest('hex'), ...counts, reasons };
}

import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PART_BYTES, partAfter, partBefore } from '../../lib/serve/log-file';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'log-'));
  file = join(directory, 'Build.Synth.log');
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('a log', () => {
  test('that is not there has no part', async () => {
    expect([await partBefore(file), await partAfter(file, 0)]).toEqual([undefined, undefined]);
  });

  test('is shown from its end, in whole lines, and back to its beginning', async () => {
    const lines = Array.from({ length: 10_000 }, (_, at) => `line ${at} ü\n`);
    writeFileSync(file, lines.join(''));
    let text = '';
    let parts = 0;
    for (let end: number | undefined; end !== 0; parts += 1) {
      const part = await partBefore(file, end);
      if (part === undefined) throw new Error('the log is gone');
      expect(part.to - part.from).toBeLessThanOrEqual(PART_BYTES);
      text = part.text + text;
      end = part.from;
    }
    expect(text).toBe(lines.join(''));
    expect(parts).toBeGreaterThan(1);
  });

  test('grows by whole lines, without colours and with what nobody sees made visible', async () => {
    writeFileSync(file, 'one\n');
    const first = await partAfter(file, 0);
    appendFileSync(file, '\u001b[31mtwo\u001b[0m \u202e\nthr');
    const second = await partAfter(file, first?.to ?? 0);
    expect([first?.text, second?.text]).toEqual(['one\n', 'two ⟨U+202E⟩\n']);
    appendFileSync(file, 'ee\n');
    expect((await partAfter(file, second?.to ?? 0))?.text).toBe('three\n');
  });

  test('that was begun anew is followed from its beginning', async () => {
    writeFileSync(file, 'a long first attempt\n');
    const { to = 0 } = (await partAfter(file, 0)) ?? {};
    writeFileSync(file, 'again\n');
    expect(await partAfter(file, to)).toMatchObject({ from: 0, text: 'again\n' });
  });

  test('of one endless line is shown in parts', async () => {
    writeFileSync(file, 'x'.repeat(3 * PART_BYTES));
    expect((await partAfter(file, 0))?.text).toHaveLength(PART_BYTES);
  });
});

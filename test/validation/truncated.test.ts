import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { collectValidation } from '../../bin/collectors/validation';
import {
  parseValidationReport,
  summarize,
  type ValidationReport,
  type ValidationResult,
} from '../../lib/contract/validation-report';

const results: readonly ValidationResult[] = [
  { check: 'a', requirement: 'ZT-07', status: 'pass', subject: '/data/dev/x' },
  { check: 'b', requirement: 'ZT-05', status: 'fail', subject: 'key', because: 'it is off', fix: 'switch it on' },
];
const report: ValidationReport = {
  schema: 1,
  environment: 'dev',
  account: '222222222222',
  region: 'us-east-1',
  startTime: '2026-01-01T00:00:00.000Z',
  endTime: '2026-01-01T00:00:02.500Z',
  summary: summarize(results),
  results,
};
const text = JSON.stringify(report, null, 2);
const action = { stageName: 'dev' };

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'truncated-'));
  mkdirSync(join(directory, 'output'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** What the record of a rehearsal takes from an action that left this file. */
const recorded = (content: string): readonly unknown[] => {
  writeFileSync(join(directory, 'output', 'validation.json'), content);
  const event = { type: 'action-ended', action, outputs: [{ directory: join(directory, 'output') }] };
  return collectValidation(event as unknown as Parameters<typeof collectValidation>[0], join(directory, 'record'));
};

describe('a report that was cut off', () => {
  test('is refused wherever it was cut', () => {
    expect(parseValidationReport(JSON.parse(text))).toEqual(report);
    for (let length = 0; length < text.length; length += 1) {
      const cut = text.slice(0, length);
      expect(() => parseValidationReport(JSON.parse(cut))).toThrow();
    }
  });

  test('is refused also when somebody closed its brackets: the summary does not count what is left', () => {
    const closed = text.replace(/,\s*\{\s*"check": "b".*\}\s*\]/s, ']');
    expect(JSON.parse(closed)).toMatchObject({ results: [{ check: 'a' }] });
    expect(() => parseValidationReport(JSON.parse(closed))).toThrow('summary.fail says 1, the results say 0');
  });

  test('counts as none in the record of a rehearsal', () => {
    expect(recorded(text)).toMatchObject([{ stageName: 'dev', summary: { pass: 1, fail: 1, cannotTell: 0 } }]);
    for (let length = 0; length < text.length; length += 50) expect(recorded(text.slice(0, length))).toEqual([]);
  });
});

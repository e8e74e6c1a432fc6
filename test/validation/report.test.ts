import { describe, expect, test } from '@jest/globals';
import {
  parseValidationReport,
  type ValidationReport,
  type ValidationResult,
} from '../../lib/contract/validation-report';
import { validationTable } from '../../lib/validation/table';
import { jsonLines, junit } from '../../lib/validation/write-reports';

const NONE = { pass: 0, fail: 0, cannotTell: 0 };
const RESULTS: readonly ValidationResult[] = [
  { check: 'a', requirement: 'ZT-07', status: 'pass', subject: '/data/dev/x' },
  { check: 'bb', requirement: 'ZT-05', status: 'fail', subject: 'key', because: 'it is off', fix: 'switch it on' },
  { check: 'a', requirement: 'ZT-07', status: 'cannot-tell', subject: 'dev', because: 'permission x is missing' },
];

const reportOf = (results: readonly ValidationResult[], summary: object): ValidationReport =>
  parseValidationReport({
    schema: 1,
    environment: 'dev',
    account: '222222222222',
    region: 'us-east-1',
    startTime: '2026-01-01T00:00:00.000Z',
    endTime: '2026-01-01T00:00:02.500Z',
    summary,
    results,
  });

const report = reportOf(RESULTS, { pass: 1, fail: 1, cannotTell: 1 });

const text = (lines: Iterable<string>): string => `${[...lines].join('\n')}\n`;

describe('the JSON report', () => {
  test.each<[string, ValidationReport]>([
    ['answers', report],
    ['no answer', reportOf([], { pass: 0, fail: 0, cannotTell: 0 })],
    [
      'line breaks and quotes',
      reportOf([{ ...RESULTS[0], subject: 'a\n"b"\u2028' } as ValidationResult], { ...NONE, pass: 1 }),
    ],
    ['a selection of checks', { ...report, only: ['a', 'bb'] }],
  ])('is the same as JSON.stringify makes it: %s', (_, each) => {
    const { results, ...head } = each;
    expect(text(jsonLines(each))).toBe(`${JSON.stringify({ ...head, results }, null, 2)}\n`);
  });
});

describe('the JUnit report', () => {
  test('says pass, failure and error', () => {
    expect(text(junit(report))).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="validation of dev (222222222222, us-east-1)" tests="3" failures="1" errors="1" skipped="0" time="2.500" timestamp="2026-01-01T00:00:00.000Z">
    <testcase classname="ZT-07.a" name="/data/dev/x"/>
    <testcase classname="ZT-05.bb" name="key"><failure message="it is off; to fix it: switch it on"/></testcase>
    <testcase classname="ZT-07.a" name="dev"><error message="cannot tell: permission x is missing"/></testcase>
  </testsuite>
</testsuites>
`);
  });

  test('stays XML whatever a name or a message contains', () => {
    const hostile = 'a\u0000\u001b[31m\u0085\ud800\uffff"><script>&\'\n\t\u{1F600}';
    const hostileReport = reportOf([{ check: 'a', requirement: 'ZT-07', status: 'pass', subject: hostile }], {
      pass: 1,
      fail: 0,
      cannotTell: 0,
    });
    const [line = ''] = [...junit(hostileReport)].filter((each) => each.includes('<testcase'));
    expect(line.trim()).toBe(
      '<testcase classname="ZT-07.a" name="a\ufffd\ufffd[31m\u0085\ufffd\ufffd&quot;&gt;&lt;script&gt;&amp;&apos;&#10;&#9;\u{1F600}"/>',
    );
  });
});

describe('the table', () => {
  test('shows reason and cure of what did not pass', () => {
    expect(validationTable(report, false)).toBe(`validation of dev (222222222222, us-east-1)
pass         ZT-07  a   /data/dev/x
FAIL         ZT-05  bb  key
             it is off
             fix: switch it on
CANNOT TELL  ZT-07  a   dev
             permission x is missing
1 passed, 1 failed, 1 cannot tell
`);
  });

  test('is coloured only when asked', () => {
    expect(validationTable(report, true)).toContain('\u001b[31mFAIL');
    expect(validationTable(report, false)).not.toContain('\u001b');
  });

  test('lets no name write to the terminal', () => {
    const rows = [{ check: 'a', requirement: 'ZT-07', status: 'pass', subject: 'x\u001b[2J\r\u202e' }] as const;
    expect(validationTable(reportOf(rows, { pass: 1, fail: 0, cannotTell: 0 }), false)).toContain(
      'x⟨U+001B⟩[2J⟨U+000D⟩⟨U+202E⟩',
    );
  });
});

describe('reading a report', () => {
  const whole: Record<string, unknown> = { ...report };
  test.each([
    ['a list', [], 'all of it: Invalid input: expected object, received array, got []'],
    ['another schema', { ...whole, schema: 2 }, 'schema: Invalid input: expected 1, got 2'],
    ['no results', { ...whole, results: undefined }, 'results: Invalid input: expected array, received undefined'],
    [
      'a result that is no object',
      { ...whole, results: [7] },
      'results[0]: Invalid input: expected object, received number, got 7',
    ],
    ['a result without subject', { ...whole, results: [{ ...RESULTS[0], subject: 1 }] }, 'results[0].subject'],
    [
      'an unknown status',
      { ...whole, results: [{ ...RESULTS[0], status: 'ok' }] },
      /results\[0\]\.status: .*"status":"ok"/,
    ],
    ['a failure without cure', { ...whole, results: [{ ...RESULTS[1], fix: undefined }] }, 'results[0].fix'],
    ['a cannot-tell without reason', { ...whole, results: [{ ...RESULTS[2], because: undefined }] }, '[0].because'],
    ['a wrong summary', { ...whole, summary: { pass: 3, fail: 0, cannotTell: 0 } }, 'summary.pass says 3'],
    [
      'a summary without a count',
      { ...whole, summary: { pass: 1, fail: 1 } },
      'summary.cannotTell: Invalid input: expected number, received undefined',
    ],
    ['no account', { ...whole, account: 2 }, 'account: Invalid input: expected string, received number, got 2'],
    ['a selection of nothing', { ...whole, only: [] }, 'only: Too small: expected array to have >=1 items, got []'],
    [
      'a selection that is no list',
      { ...whole, only: 'a' },
      'only: Invalid input: expected array, received string, got "a"',
    ],
    ['a region that is a path', { ...whole, region: '/../outside' }, /region: .*got "\/..\/outside"/],
    [
      'a text that nobody sees, which it shows',
      { ...whole, results: [{ ...RESULTS[0], status: '\u009b31m\u202e' }] },
      '"status":"⟨U+009B⟩31m⟨U+202E⟩"',
    ],
    ['a time that is none', { ...whole, endTime: 'soon' }, /endTime: .*got "soon"/],
  ])('fails for %s', (_, value, message) => {
    expect(() => parseValidationReport(value)).toThrow(message);
  });
});

import { describe, expect, test } from '@jest/globals';
import {
  parseValidationReport,
  summarize,
  type ValidationReport,
  type ValidationResult,
} from '../../lib/contract/validation-report';
import { brokenRules } from '../_helpers/published-schema';

const broken = brokenRules('validation-report');
const PASS = { check: 'a', requirement: 'ZT-07', subject: 'x', status: 'pass' } as const;
const FAIL = { ...PASS, status: 'fail', because: 'it is off', fix: 'switch it on' } as const;
const CANNOT_TELL = { ...PASS, status: 'cannot-tell', because: 'permission x is missing' } as const;

const reportOf = (results: readonly ValidationResult[]): ValidationReport => ({
  schema: 1,
  environment: 'dev',
  account: '222222222222',
  region: 'us-east-1',
  startTime: '2026-01-01T00:00:00.000Z',
  endTime: '2026-01-01T00:00:02.500Z',
  summary: summarize(results),
  results,
});

describe('the published schema of a validation', () => {
  test.each<[string, ValidationReport]>([
    ['passes', reportOf([PASS, PASS])],
    ['every kind of answer', reportOf([PASS, FAIL, CANNOT_TELL])],
    ['no answer', reportOf([])],
    ['a selection of checks', { ...reportOf([PASS]), only: ['a'] }],
  ])('describes a report of %s, as its reader does', (_, report) => {
    expect(broken(report)).toEqual([]);
    expect(parseValidationReport(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  test('takes more than it knows, as its reader does', () => {
    const more = { ...reportOf([PASS]), results: [{ ...PASS, because: 'x' }], shout: true };
    expect(broken(more)).toEqual([]);
    expect(parseValidationReport(more)).toEqual(reportOf([PASS]));
  });

  test.each<[string, (report: Record<string, unknown>) => void]>([
    ['another schema', (report) => Object.assign(report, { schema: 2 })],
    ['no time', (report) => Object.assign(report, { endTime: 'soon' })],
    ['a selection of nothing', (report) => Object.assign(report, { only: [] })],
    ['a summary without a count', (report) => Object.assign(report, { summary: { pass: 1, fail: 0 } })],
    ['an unknown status', (report) => Object.assign(report, { results: [{ ...PASS, status: 'ok' }] })],
    [
      'a failure without cure',
      (report) => Object.assign(report, { results: [{ ...PASS, status: 'fail', because: 'x' }] }),
    ],
    ['a requirement that is none', (report) => Object.assign(report, { results: [{ ...PASS, requirement: 'X' }] })],
    ['no results', (report) => delete report['results']],
  ])('fails %s', (_, change) => {
    const report: Record<string, unknown> = { ...reportOf([PASS]) };
    change(report);
    expect(broken(report)).not.toEqual([]);
  });
});

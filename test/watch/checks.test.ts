import { expect, test } from '@jest/globals';
import { checksAnswer } from '../../bin/commands/watch-checks';
import type { ValidationReport } from '../../lib/contract/validation-report';

const report = (results: ValidationReport['results']): ValidationReport => ({
  schema: 1,
  environment: 'dev',
  account: '222222222222',
  region: 'us-east-1',
  startTime: '2026-01-01T00:00:00Z',
  endTime: '2026-01-01T00:00:01Z',
  summary: { pass: 0, fail: 0, cannotTell: 0 },
  results,
});
const GOOD = { check: 'tags', requirement: 'ZT-11', subject: 'key', status: 'pass' } as const;
const BAD = { ...GOOD, status: 'fail', because: 'it has no Owner', fix: 'tag it' } as const;

test('what a check found is told, and no answer is no yes', () => {
  const answer = (...results: ValidationReport['results']) => checksAnswer('dev', [report(results)]);
  expect(answer(GOOD)).toEqual({
    step: 'checks',
    verdict: 'yes',
    detail: 'dev: 1 pass, 0 fail, 0 cannot tell',
    lines: [],
  });
  expect(answer(GOOD, BAD)).toMatchObject({ verdict: 'no', lines: ['fail tags key: it has no Owner'] });
  expect(answer()).toMatchObject({ verdict: 'no' });
});

import { describe, expect, test } from '@jest/globals';
import { MOST } from '../../../lib/reports/validation/status';
import { validationPage } from '../../../lib/reports/validation/validation-page';
import { FAILED, PASSED, validationOf } from '../_fixtures/validation-report';

const verdictOf = (html: string): string =>
  (/<h1>(.*?)<\/h1>/s.exec(html)?.[1] ?? '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

describe('the verdict of a validation', () => {
  test('is passed where every answer is a pass', () => {
    expect(verdictOf(validationPage(PASSED))).toBe('Validation of dev — Passed');
  });

  test('is failed where an answer is not what was promised', () => {
    expect(verdictOf(validationPage(FAILED))).toBe('Validation of dev — Failed');
    expect(validationPage(FAILED)).toContain(
      '1 answer is not what was promised, and 1 check could not look, which counts as a failure.',
    );
  });

  test('is cannot tell where a check could not look, though nothing failed', () => {
    const results = FAILED.results.filter(({ status }) => status !== 'fail');
    expect(verdictOf(validationPage(validationOf(results)))).toBe('Validation of dev — Cannot tell');
  });

  test('is that nothing was proved where there is no answer', () => {
    expect(verdictOf(validationPage(validationOf([])))).toBe('Validation of dev — Nothing proved');
  });
});

describe('the verdict of a validation that asked only some checks', () => {
  test('is never a whole pass', () => {
    const page = validationPage({ ...PASSED, only: ['keys-rotate'] });
    expect(verdictOf(page)).toBe('Validation of dev — Passed in part');
    expect(page).toContain('<code><bdi>keys-rotate</bdi></code> was asked: this does not vouch for the target.');
  });

  test('is still failed where something failed', () => {
    expect(verdictOf(validationPage({ ...FAILED, only: ['keys-rotate', 'x'] }))).toBe('Validation of dev — Failed');
  });
});

describe('the page of a validation', () => {
  test('shows failures before what could not be told, each with its reason', () => {
    const text = validationPage(FAILED);
    expect(text.indexOf('the log group has no key')).toBeLessThan(text.indexOf('kms:GetKeyRotationStatus was denied'));
    expect(text).toContain('<strong>To fix it:</strong> <bdi>deploy the stack again');
  });

  test('survives two answers about the same thing', () => {
    const [first] = FAILED.results.filter(({ status }) => status === 'fail');
    if (first === undefined) throw new Error('the fixture has a failure');
    expect(validationPage(validationOf([first, first]))).toContain('2 answers are not what was promised');
  });

  test('has no markup that is not its own', () => {
    expect(validationPage(FAILED).match(/<script/g)).toHaveLength(1);
  });
});

describe('a validation with thousands of answers', () => {
  const pass = (index: number) =>
    ({ check: 'a', requirement: 'ZT-07', status: 'pass', subject: `group-${index}.` }) as const;
  const fail = (index: number) => ({ ...pass(index), status: 'fail', because: 'off', fix: 'switch it on' }) as const;
  const range = (length: number) => Array.from({ length }, (_, index) => index);

  test('lists what can be read, and says where the others are', () => {
    const page = validationPage(validationOf(range(MOST + 1_000).map(pass)));
    expect(page.match(/<tr data-item/g)).toHaveLength(MOST);
    expect(page).toContain('And 1,000 more answers: <code>validation.json</code> has them all.');
    expect(verdictOf(page)).toBe('Validation of dev — Passed');
  });

  test('never leaves out a failure for a pass', () => {
    const page = validationPage(validationOf([...range(MOST).map(pass), fail(7_777)]));
    expect(page.match(/group-7777\./g)?.length).toBeGreaterThan(1);
    expect(page).toContain('And 1 more answer:');
  });

  test('counts every failure, also those it does not list', () => {
    const page = validationPage(validationOf(range(2 * MOST).map(fail)));
    expect(page).toContain(`${(2 * MOST).toLocaleString('en-US')} answers are not what was promised`);
    expect(page.match(/And 500 more answers:/g)).toHaveLength(2);
  });
});

import { describe, expect, test } from '@jest/globals';
import type { Drift } from '../../../lib/contract/drift';
import { driftSection } from '../../../lib/reports/review/drift-section';
import { reviewPage } from '../../../lib/reports/review/review-page';
import { reportOf } from '../../review/_fixtures/releases';
import { DECISIONS } from '../_fixtures/decisions';

const { made } = DECISIONS.wider;

const said = (drift: Drift | undefined): string => {
  const { drift: _, ...rest } = made;
  const { body } = driftSection({ ...rest, ...(drift && { drift }) }) ?? {};
  return `${body}`.replaceAll(/<[^>]*>/g, '');
};

describe('drift on the page to decide from', () => {
  test.each<[string, Drift | undefined, string]>([
    [
      'found by nobody',
      { asOf: '2026-11-20T09:40:00.000Z', differences: [] },
      'None. As of 2026-11-20 09:40 UTC, the validation after the last release; nobody has looked since.',
    ],
    [
      'not looked for',
      { because: 'no validation of it is kept', differences: [] },
      'Not known, nobody looked: no validation of it is kept.',
    ],
    [
      'not asked about',
      undefined,
      'Not known, nobody looked: this page was made without a look at the last validation.',
    ],
  ])('is told where it is %s', (_, drift, text) => {
    expect(said(drift)).toBe(text);
  });

  test('is told with what the last revalidation has answered, where somebody has looked since', () => {
    const time = '2026-11-25T03:17:00.000Z';
    const revalidated = { time, pass: 300, fail: 2, cannotTell: 1, report: 'revalidations/prod/x.json', sha256: 'a' };
    expect(said({ asOf: time, differences: [], revalidated })).toBe(
      'None. As of 2026-11-25 03:17 UTC, the last revalidation; nobody has looked since.Last revalidation: 2026-11-25 03:17 UTC, 300 pass, 2 fail, 1 cannot tell (revalidations/prod/x.json in the evidence bucket).',
    );
  });

  test('is told difference by difference', () => {
    const difference = { check: 'stacks-stand-as-released', subject: 'Key', because: 'it has <another> policy' };
    const text = said({ asOf: '2026-11-20T09:40:00.000Z', differences: [difference] });
    expect(text).toMatch(/^1 difference\. As of 2026-11-20 09:40 UTC.*Key.*it has &lt;another&gt; policy/s);
  });

  test('is left out where nothing is deployed yet, and of a whole release', () => {
    expect(driftSection(DECISIONS.first.made)).toBeUndefined();
    expect(driftSection(DECISIONS.replaced.made)).toBeUndefined();
  });
});

test('a page of which nobody knows the release says so', () => {
  const { release: _, ...rest } = made;
  expect(reviewPage({ review: rest, report: reportOf([]), validations: [] })).toContain(
    'commit and release are not known',
  );
});

import { describe, expect, test } from '@jest/globals';
import type { Acknowledgement } from '../../../lib/gate/register/acknowledgement';
import { acknowledgement } from '../_helpers/acknowledgement';
import { found, judge } from '../_helpers/judge';
import { harmless, openGroup } from '../_helpers/plants';

describe('an acknowledgement', () => {
  const refused = (change: Partial<Acknowledgement>, today: string) =>
    judge((app) => openGroup(harmless(app)), { register: [acknowledgement(change)], today });

  const expires = '2027-06-30';
  test.each<readonly [string, number | undefined, string, string]>([
    ['fourteen days', undefined, '2027-07-14', '2027-07-15'],
    ['as many days as the register says', 3, '2027-07-03', '2027-07-04'],
    ['no day where the register says so', 0, '2027-06-30', '2027-07-01'],
  ])('counts for %s after its last one and not longer', (_, graceDays, last, next) => {
    const terms = { expires, ...(graceDays === undefined ? {} : { graceDays }) };
    const counts = refused(terms, last);
    expect([counts.objections, counts.acknowledged]).toEqual([[], 1]);
    const verdict = refused(terms, next);
    expect(verdict.objections).toEqual([expect.stringContaining('it expired on 2027-06-30')]);
    expect(found(verdict)).toContain('AwsSolutions-EC23 Harmless/Open');
    expect(verdict.warnings).toEqual([]);
  });

  test('warns while it counts after its last day, with the day from which releases stop', () => {
    expect(refused({ expires }, '2027-07-01').warnings).toEqual([
      'acknowledgements.yaml:1: acknowledgement planted: it expired on 2027-06-30 and stops every release from 2027-07-15: platform-team has to review it',
    ]);
  });

  test('is announced from thirty days before its end', () => {
    expect(refused({ expires }, '2027-05-30').warnings).toEqual([]);
    expect(refused({ expires }, '2027-05-31').warnings).toEqual([
      'acknowledgements.yaml:1: acknowledgement planted: it expires in 30 days, on 2027-06-30: platform-team has to review it',
    ]);
    expect(refused({ expires }, '2027-06-30').warnings).toEqual([expect.stringContaining('it expires today')]);
  });
});

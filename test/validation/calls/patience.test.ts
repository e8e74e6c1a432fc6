import { describe, expect, test } from '@jest/globals';
import { CallRefused } from '../../../lib/aws/call-refused';
import { patientWithKeys, type Wait } from '../../../lib/validation/calls/patience';
import { MINUTE } from '../../../lib/validation/clock';
import { fakeClock } from '../fake-cloud';

/** Asks through a patience for what is refused until some minutes are over. */
const asking = (permission: string, minutes: number, minute = MINUTE) => {
  const clock = fakeClock();
  const begun = clock.now();
  const waits: Wait[] = [];
  const patiently = patientWithKeys({ clock, minute, waited: (wait) => waits.push(wait) });
  const ask = () =>
    patiently(permission, async () => {
      if (clock.now() - begun < minutes * minute)
        throw new CallRefused(permission, 'no identity-based policy allows it');
      return 'a key';
    });
  return { ask, waits, slept: () => clock.slept.reduce((sum, each) => sum + each, 0) };
};

describe('a call of KMS', () => {
  test('that is let in at once does not wait', async () => {
    const { ask, waits, slept } = asking('kms:DescribeKey', 0);
    expect([await ask(), waits, slept()]).toEqual(['a key', [], 0]);
  });

  test('that is refused until its alias counts waits for it, and says how long and why', async () => {
    const { ask, waits, slept } = asking('kms:DescribeKey', 4.9);
    expect(await ask()).toBe('a key');
    expect(slept()).toBeLessThanOrEqual(5 * MINUTE);
    expect(waits).toEqual([
      {
        permission: 'kms:DescribeKey',
        seconds: slept() / 1000,
        because: expect.stringMatching(/up to 5 minutes: https:/),
      },
    ]);
  });

  test('fails when it is still refused after five minutes, and the next one fails at once', async () => {
    const { ask, waits, slept } = asking('kms:DescribeKey', Number.POSITIVE_INFINITY);
    await expect(ask()).rejects.toThrow(/no identity-based policy allows it \(asked again for 300 s, because /);
    expect(slept()).toBe(5 * MINUTE);
    await expect(ask()).rejects.toThrow(/allows it$/);
    expect([slept(), waits]).toEqual([5 * MINUTE, []]);
  });

  test('fails after five of the minutes that it is given', async () => {
    const { ask, slept } = asking('kms:DescribeKey', Number.POSITIVE_INFINITY, 1000);
    await expect(ask()).rejects.toThrow(CallRefused);
    expect(slept()).toBe(5000);
  });
});

test('a call of another service that is refused fails at once', async () => {
  const { ask, slept } = asking('s3:GetBucketPolicy', 1);
  await expect(ask()).rejects.toThrow(CallRefused);
  expect(slept()).toBe(0);
});

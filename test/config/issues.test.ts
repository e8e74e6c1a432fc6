import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { problemsOf } from '../../lib/config/issues';

test('of several kinds, what is said is what the likest of them wants', () => {
  const schema = z.strictObject({
    days: z.union([z.string('must be a text'), z.strictObject({ every: z.int('must be a whole number') })]),
  });
  const input = { days: { every: 'week' } };
  const { error } = schema.safeParse(input);
  expect(error?.issues.flatMap((issue) => problemsOf(issue, input))).toEqual([
    { path: ['days', 'every'], must: 'must be a whole number' },
  ]);
});

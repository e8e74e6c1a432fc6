import { describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { handler } from '../../../functions/data-processing/index';
import { printed } from '../_fakes/printed';

const context = { awsRequestId: 'r1', functionName: 'data-processing-dev' } as Context;
const ID = '3b2f1c9e-7a4d-4f4e-9a64-0d6f2a1b5c7d';

describe('data-processing', () => {
  test('answers a validation probe with one structured line that holds its id', async () => {
    const { result, lines } = await printed(() => handler({ kind: 'validation-probe', id: ID }, context));
    expect(result).toEqual({ probe: ID });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 'INFO',
      message: 'validation probe',
      probe: ID,
      service: 'data-processing',
    });
  });

  test.each([[undefined], ['anna'], [`${ID}\n`], [7]])(
    'fails on a probe with the id %j and logs nothing of it',
    async (id) => {
      const { result, text } = await printed(() => handler({ kind: 'validation-probe', id }, context));
      expect(result).toMatchObject({ message: expect.stringContaining('validation probe has no id that is a UUID') });
      expect(text).toBe('');
    },
  );

  test('fails on another event before its settings are there, and says which are missing', async () => {
    const { result } = await printed(() => handler({ Records: [] }, context));
    expect(result).toMatchObject({ message: expect.stringContaining('environment variable TOKEN_KEY_ID is not set') });
  });
});

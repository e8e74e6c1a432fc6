import { describe, expect, test } from '@jest/globals';
import { callFailed } from '../../functions/aws-call';

const serviceError = (message: string) =>
  Object.assign(new Error(message), {
    name: 'NoSuchKey',
    $metadata: { httpStatusCode: 404, requestId: 'R1' },
    Key: 'incoming/anna smith',
  });

describe('a failed AWS call', () => {
  test('says the operation, what AWS said and the request', () => {
    expect(callFailed('s3:GetObject', serviceError('gone')).message).toBe(
      's3:GetObject failed: NoSuchKey: gone (HTTP status 404, request id R1)',
    );
  });

  test('repeats no key, plain or encoded, in its message or in a property', () => {
    const failure = callFailed('s3:GetObject', serviceError('no incoming/anna smith or incoming/anna%20smith'), [
      'incoming/anna smith',
    ]);
    expect(failure.message).toContain('no … or …');
    expect(Object.entries(failure)).toEqual([]);
    expect(failure.cause).toBeUndefined();
  });

  test('leaves an error that is not from AWS as it is', () => {
    const own = new Error('input differs');
    expect(callFailed('s3:PutObject', own)).toBe(own);
    expect(callFailed('s3:PutObject', 'text').message).toBe('s3:PutObject failed: text');
  });
});

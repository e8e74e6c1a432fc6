import { describe, expect, test } from '@jest/globals';
import { type Nameable, nameCalls } from '../../../lib/rehearsal/executor/cloud/name-call';

/** How a call of S3 ends whose last answer was this. */
const ending = async (name: string, httpStatusCode: number, message: string): Promise<string> => {
  const steps: Parameters<Nameable['middlewareStack']['add']>[0][] = [];
  nameCalls({ middlewareStack: { add: (step) => steps.push(step) } });
  const error = Object.assign(new Error(message), { name, $metadata: { httpStatusCode, attempts: 3 } });
  const call = steps[0]?.(() => Promise.reject(error), { clientName: 'S3Client', commandName: 'GetObjectCommand' });
  return Promise.resolve(call?.({})).then(String, (thrown: Error) => thrown.message);
};

describe('a call that comes to nothing', () => {
  test.each([
    ['InternalError', 500, 'We encountered an internal error.'],
    ['SlowDown', 503, 'We encountered an internal error.'],
    ['ThrottlingException', 400, 'We encountered an internal error'],
    ['TooManyRequestsException', 429, 'We encountered an internal error'],
  ])('is named where the service has failed or had too many: %s', async (name, status, message) => {
    expect(await ending(name, status, message)).toBe(
      'We encountered an internal error (GetObject of S3, tried 3 times): retry when it answers again',
    );
  });

  test('keeps the words of a service that refuses it', async () => {
    expect(await ending('AccessDenied', 403, 'You may not.')).toBe('You may not.');
    expect(await ending('NotImplemented', 501, 'not in the emulator: X')).toBe('not in the emulator: X');
  });
});

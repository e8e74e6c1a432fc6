import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { minuteAt } from '../../../lib/validation/calls/minute';

const MINUTE = 60_000;

let end = () => {};
afterEach(() => end());

/** Where somebody answers so. */
const served = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  end = () => server.close();
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

describe('a minute of what AWS does late', () => {
  test.each([undefined, '', 'https://kms.us-east-1.amazonaws.com'])('is a minute at %p', async (endpoint) => {
    expect(await minuteAt(endpoint)).toBe(MINUTE);
  });

  test.each([
    ['0\n', 0],
    ['6', 6_000],
    ['0.5', 500],
    ['3600', MINUTE],
    ['-1', MINUTE],
    ['soon', MINUTE],
    ['', MINUTE],
  ])('is, where an endpoint answers %j, %d milliseconds', async (text, milliseconds) => {
    const asked: (string | undefined)[] = [];
    const endpoint = await served(({ url }, response) => {
      asked.push(url);
      response.end(text);
    });
    expect([await minuteAt(endpoint), asked]).toEqual([milliseconds, ['/_delivery/minute']]);
  });

  test('is a minute where an endpoint does not know the question, or nobody answers', async () => {
    const endpoint = await served((_, response) => response.writeHead(404).end('0'));
    expect(await minuteAt(endpoint)).toBe(MINUTE);
    end();
    expect(await minuteAt('http://127.0.0.1:9')).toBe(MINUTE);
  });
});

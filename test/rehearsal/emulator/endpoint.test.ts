import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { givenEndpoint, reachable, secretIn, watch } from '../../../lib/rehearsal/emulator/endpoint';

describe('AWS_ENDPOINT_URL', () => {
  test('is used as it is', () => {
    expect(givenEndpoint('http://localhost:4566/', 's').url).toBe('http://localhost:4566');
  });

  test.each([
    'https://amazonaws.com',
    'https://s3.us-east-1.amazonaws.com',
    'https://sts.amazonaws.com.cn',
    'https://kms.us-east-1.api.aws',
    'https://sts.eusc-de-east-1.amazonaws.eu',
    'https://sts.us-iso-east-1.c2s.ic.gov',
    'https://STS.amazonaws.com.',
  ])('fails on AWS itself: %s', (url) => {
    expect(() => givenEndpoint(url, 's')).toThrow('which is AWS itself: a rehearsal runs on an emulator, unset it');
  });

  test('takes a host that only sounds like AWS', () => {
    expect(givenEndpoint('http://amazonaws.com.localhost:1', 's').url).toBe('http://amazonaws.com.localhost:1');
  });

  test('fails on what is no URL', () => {
    expect(() => givenEndpoint('localhost', 's')).toThrow('AWS_ENDPOINT_URL must be a URL, got "localhost"');
  });
});

describe('the secret of an endpoint that somebody else runs', () => {
  test('is the one beside an access key of 12 digits', () => {
    expect(secretIn({ AWS_ACCESS_KEY_ID: '111111111111', AWS_SECRET_ACCESS_KEY: 'printed' })).toBe('printed');
  });

  test.each([
    [{ AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'of the user' }],
    [{ AWS_SECRET_ACCESS_KEY: 'of the user' }],
    [{}],
  ])('is never the secret of a key of AWS: %j', (env) => {
    expect(secretIn(env)).toBe('test');
  });
});

test('an endpoint at which nothing answers fails', async () => {
  await expect(reachable(givenEndpoint('http://localhost:1', 's'))).rejects.toThrow(
    'nothing answers there: start it, or unset',
  );
});

test('the death of an emulator is noticed', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const died = new Promise<string>((resolve) => {
    watch(
      { url: 'http://localhost:1', secret: 's', pid: child.pid, exited: undefined, stop: async () => undefined },
      resolve,
    );
  });
  child.kill();
  await died;
});

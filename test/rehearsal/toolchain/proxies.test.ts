import { describe, expect, test } from '@jest/globals';
import { endingInLoopback, passwordsIn, proxies, withoutProxy } from '../../../lib/rehearsal/toolchain/proxies';

const LOOPBACK = 'localhost,127.0.0.1,::1,.localhost';

describe('hosts without a proxy', () => {
  test.each([
    ['of nobody', '', LOOPBACK],
    ['of the user come first', 'corp.example,.intra', `corp.example,.intra,${LOOPBACK}`],
    ['are named once', 'localhost,corp.example,corp.example,127.0.0.1', `corp.example,${LOOPBACK}`],
    ['may be separated by blanks', ' corp.example  10.0.0.0/8, ', `corp.example,10.0.0.0/8,${LOOPBACK}`],
    ['are all hosts with a star, which tools know only alone', 'corp.example,*', '*'],
  ])('%s', (_, own, all) => {
    expect(endingInLoopback([own])).toBe(all);
  });

  test('are those of both spellings, in both', () => {
    const hosts = `lower.example,upper.example,${LOOPBACK}`;
    const env = { NO_PROXY: 'upper.example', no_proxy: 'lower.example' };
    expect(withoutProxy(env)).toEqual({ NO_PROXY: hosts, no_proxy: hosts });
  });
});

test('proxies are handed on as they are spelled, and never without the hosts that need none', () => {
  const env = { HTTP_PROXY: 'http://a', https_proxy: 'http://b', ALL_PROXY: 'socks5://c', FTP_PROXY: 'd', HOME: '/e' };
  expect(proxies(env)).toEqual({
    HTTP_PROXY: 'http://a',
    https_proxy: 'http://b',
    ALL_PROXY: 'socks5://c',
    NO_PROXY: LOOPBACK,
    no_proxy: LOOPBACK,
  });
});

test('passwords of proxies are found, and nothing else', () => {
  const env = {
    a: 'http://ada:pass@proxy.example:1',
    b: 'http://proxy.example:3128',
    c: 'plain',
    d: 'http://ada@proxy',
    e: 'http://ada:p@ss:word@proxy.example:1/path',
    f: 'ada:bare@proxy.example:3128',
    g: 'localhost,127.0.0.1,::1,.localhost',
    h: '/opt/a:/opt/b@2/bin',
    i: 'http://proxy.example:3128/@ada',
  };
  expect(passwordsIn(env)).toEqual(['pass', 'p@ss:word', 'bare']);
});

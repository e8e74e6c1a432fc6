import { describe, expect, test } from '@jest/globals';
import { toldBy } from '../../../lib/rehearsal/toolchain/told';

describe('what an app is told', () => {
  test('is context as the CDK takes it, and variables whose values may be anything', () => {
    expect(toldBy(['stage=dev', 'of=a=b', 'none='], ['STAGE=dev', 'PAIR=a=b', 'EMPTY=', 'LINES=a\nb'])).toEqual({
      context: ['stage=dev', 'of=a=b', 'none='],
      variables: { STAGE: 'dev', PAIR: 'a=b', EMPTY: '', LINES: 'a\nb' },
    });
  });

  test.each(['stage', '=dev', ''])('is no context that says %j', (text) => {
    expect(() => toldBy([text], [])).toThrow(`--context must be a key and a value, KEY=VALUE, got "${text}"`);
  });

  test.each(['STAGE', '=dev', '1ST=dev', 'A B=c'])('is no variable that says %j', (text) => {
    expect(() => toldBy([], [text])).toThrow('--env must be the name of a variable and its value, NAME=VALUE, got');
  });

  test.each(['PATH', 'HOME', 'AWS_PROFILE', 'CDK_DEFAULT_ACCOUNT', 'DELIVERY_REHEARSAL', 'npm_config_cache'])(
    'is no variable that a rehearsal sets itself: %s',
    (name) => {
      expect(() => toldBy([], [`${name}=x`])).toThrow(`--env ${name}: a rehearsal sets this variable itself`);
    },
  );
});

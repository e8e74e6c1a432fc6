import { describe, expect, test } from '@jest/globals';
import { profilesFrom, variablesFor, waysFrom } from '../../bin/commands/bootstrap-accounts';

describe('how the accounts of a bootstrap are reached', () => {
  test('is read from ACCOUNT=NAME', () => {
    expect([...profilesFrom(['111111111111=tools', '222222222222=a=b'])]).toEqual([
      ['111111111111', 'tools'],
      ['222222222222', 'a=b'],
    ]);
  });

  test.each([
    [['tools'], '--profile tools: write ACCOUNT=NAME'],
    [['1111=tools'], '--profile 1111=tools: write ACCOUNT=NAME'],
    [['111111111111='], 'write ACCOUNT=NAME'],
    [['111111111111=a', '111111111111=b'], 'account 111111111111 has a profile already'],
  ])('is refused of %j', (given, said) => {
    expect(() => profilesFrom(given)).toThrow(said);
  });

  test('is refused of an account that nothing is deployed to, and of a role that is of one account alone', () => {
    const accounts = ['111111111111', '222222222222'];
    expect(waysFrom({ profile: ['111111111111=a'], assumeRole: 'ops/Admin' }, accounts).role).toBe('ops/Admin');
    expect(() => waysFrom({ profile: ['111111111112=a'] }, accounts)).toThrow(
      '--profile 111111111112=…: delivery.config.ts has no account 111111111112, it has 111111111111, 222222222222',
    );
    expect(() => waysFrom({ profile: [], assumeRole: 'arn:aws:iam::111111111111:role/Admin' }, accounts)).toThrow(
      'write the name of a role that every account has',
    );
  });

  test('leaves no other credentials in the environment of cdk', () => {
    const env = { PATH: '/bin', AWS_PROFILE: 'x', AWS_SESSION_TOKEN: 'old', AWS_ACCESS_KEY_ID: 'old' };
    const place = { account: '111111111111', region: 'eu-west-1' };
    expect(variablesFor({ accessKeyId: 'id', secretAccessKey: 'secret' }, place, env)).toEqual({
      PATH: '/bin',
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
    });
  });
});

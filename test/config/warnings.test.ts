import { describe, expect, test } from '@jest/globals';
import { configWarnings, parseConfig } from '../../lib/config';
import config from '../_fixtures/delivery-config';
import { connection } from './_fixtures/meant';
import { draft, environment, target } from './_fixtures/refused';

type Draft = ReturnType<typeof draft>;

const warned = (...changes: readonly ((it: Draft) => unknown)[]): readonly string[] => {
  const it = draft();
  for (const change of changes) change(it);
  return configWarnings(parseConfig(it));
};

/** Accounts that somebody may have. */
const real = (it: Draft): void => {
  const text = JSON.stringify(it).replaceAll(/(\d)\1{11}/g, (_, digit: string) => `12345678901${digit}`);
  Object.assign(it, JSON.parse(text), { evidence: { trial: true } });
};
const heard = (it: Draft): void => {
  environment(it, 'prod').alarmEmail = 'ops@example.com';
};
const ranged = (cidr: string) => (it: Draft) => Object.assign(target(it, 'dev'), { cidr });

describe('a configuration that nobody means', () => {
  test('is warned of in nothing, where it is the one that tests assert on, or one with real accounts and a subscriber', () => {
    expect(configWarnings(parseConfig(config))).toEqual([]);
    expect(warned(real, heard)).toEqual([]);
  });

  test.each<readonly [string, readonly ((it: Draft) => unknown)[], string]>([
    [
      'a public range',
      [ranged('8.8.0.0/16')],
      'environments.dev.targets[0].cidr is not private (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16): whoever has these addresses outside cannot be reached from this VPC, got "8.8.0.0/16": take a private range, the VPC cannot change it later',
    ],
    [
      'a range that services use inside',
      [ranged('172.17.0.0/16')],
      'environments.dev.targets[0].cidr is a range that AWS advises against: services use it inside, and so does Docker, got "172.17.0.0/16": take another one, the VPC cannot change it later',
    ],
    [
      'disposable data in the last environment',
      [(it) => Object.assign(environment(it, 'prod'), { data: 'disposable' })],
      'environments.prod.data is for data that goes with its stack, in the last environment, got "disposable": set "retained" where it must survive',
    ],
    [
      'disposable data in the only environment',
      [(it) => it.environments.splice(1)],
      'environments.dev.data is for data that goes with its stack, in the last environment, got "disposable": put an environment behind it that keeps its data',
    ],
    [
      'an environment in the account of the pipeline',
      [(it) => Object.assign(target(it, 'dev'), { account: it.tools.account })],
      'environments.dev.targets[0].account is the account of the pipeline: who rules there rules both, got "111111111111": give the environment an account of its own',
    ],
    [
      'an expiry of what nobody is asked, in the first environment',
      [(it) => Object.assign(environment(it, 'dev'), { approvalExpiresAfterDays: 3 })],
      'environments.dev.approvalExpiresAfterDays does nothing: nobody is asked there, got 3: take it out',
    ],
    [
      'an expiry of what nobody is asked, in a later one',
      [
        (it) =>
          Object.assign(environment(it, 'staging'), {
            approval: 'none',
            data: 'disposable',
            approvalExpiresAfterDays: 3,
          }),
      ],
      'environments.staging.approvalExpiresAfterDays does nothing: nobody is asked there, got 3: take it out, or set approval: "required"',
    ],
    [
      'a connection of another account',
      [(it) => Object.assign(it.source, { connectionArn: connection('aws', 'codeconnections', '999999999999') })],
      'source.connectionArn is of account 999999999999, and the pipeline of 111111111111, got "arn:aws:codeconnections:us-east-1:999999999999:connection/00000000-0000-0000-0000-000000000000": name a connection of that account, or see that AWS RAM shares this one with it',
    ],
    [
      'a connection made in another region',
      [
        (it) =>
          Object.assign(it.source, {
            connectionArn: connection('aws', 'codestar-connections', '111111111111', 'eu-west-1'),
          }),
      ],
      'source.connectionArn was made in eu-west-1, and the pipeline is in us-east-1: it works there too, and is changed and deleted in eu-west-1 alone, got "arn:aws:codestar-connections:eu-west-1:111111111111:connection/00000000-0000-0000-0000-000000000000": name one of us-east-1 where that is not meant',
    ],
    [
      'a branch as git calls that of a remote',
      [(it) => Object.assign(it.source, { branch: 'origin/main' })],
      'source.branch begins with origin/, as git calls a branch of a remote: no push to main starts a release, got "origin/main": write "main", unless the branch is called so',
    ],
    [
      'the end of an address in the name of a repository',
      [(it) => Object.assign(it.source, { repository: 'example/delivery.git' })],
      'source.repository ends in .git, as addresses do and names of repositories do not, got "example/delivery.git": write "example/delivery"',
    ],
    [
      'nobody who hears of alarms',
      [real],
      'environments.prod.alarmEmail is missing: nobody is told when an alarm rings there: add an address, or subscribe somebody to the alarm topic',
    ],
  ])('is warned of for %s', (_, changes, warning) => {
    expect(warned(...changes)).toEqual([warning]);
  });

  test.each<readonly [string, (it: Draft) => unknown, string, string]>([
    [
      'a real tools account',
      (it) => {
        it.tools.account = '123456789012';
        Object.assign(it.source, { connectionArn: connection('aws', 'codeconnections', '123456789012') });
      },
      '222222222222, 333333333333, 444444444444) and real ones (123456789012)',
      '123456789012',
    ],
    [
      'a real target',
      (it) => Object.assign(target(it, 'prod'), { account: '123456789012' }),
      '111111111111, 222222222222, 333333333333) and real ones (123456789012)',
      '111111111111',
    ],
  ])('is warned of for %s among placeholders', (_, change, accounts, tools) => {
    expect(warned(change)).toEqual([
      `tools.account stands with placeholder accounts (${accounts}: AWS will refuse it, and a rehearsal locks evidence for a day only, got "${tools}": write all account numbers into delivery.config.ts, or none yet`,
    ]);
  });

  test('has a connection of nobody, where only its account is a placeholder', () => {
    const placed = (it: Draft) =>
      Object.assign(it.source, { connectionArn: connection('aws', 'codeconnections', '111111111111') });
    expect(warned(real, heard, placed)[0]).toContain('placeholder accounts (111111111111)');
  });
});

import { describe, expect, test } from '@jest/globals';
import { type DeliveryConfigInput, parseConfig, promisedTargets } from '../../lib/config';
import { validate } from '../../lib/validation';
import { CHECKS } from '../../lib/validation/checks';
import { selectChecks } from '../../lib/validation/select-checks';
import config from '../_fixtures/delivery-config';
import { problemsOf } from '../config/_fixtures/refused';
import { FakeCloud, fakeClock, healthyWorld, TARGET } from '../validation/fake-cloud';
import { endpoint } from '../validation/healthy-parts';

const declaring = (guests: DeliveryConfigInput['environments'][number]['guests']): DeliveryConfigInput => ({
  ...config,
  environments: config.environments.map((each) => (each.name === 'dev' ? { ...each, guests } : each)),
});

const GUARD_DUTY = {
  endpoints: ['guardduty-data'],
  securityGroups: ['GuardDutyManagedSecurityGroup-*'],
  principals: ['Admins*'],
};

const statements = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });

describe('the configuration', () => {
  test('promises that nobody else makes anything, unless it says who may', () => {
    const promised = promisedTargets(parseConfig(declaring(GUARD_DUTY)));
    expect(promised.map(({ guests }) => guests)).toEqual([
      GUARD_DUTY,
      { endpoints: [], securityGroups: [], principals: [] },
      { endpoints: [], securityGroups: [], principals: [] },
    ]);
  });

  test.each([
    ['every group', { securityGroups: ['*'] }, 'securityGroups[0] must be the name of a security group'],
    ['an end that is open in the middle', { securityGroups: ['a*b'] }, 'securityGroups[0] must be the name'],
    ['a quote', { securityGroups: ["fms'-x"] }, 'securityGroups[0] must be the name'],
    ['everybody', { principals: ['*'] }, 'principals[0] must be the name of a role, user or group'],
    ['a whole service name', { endpoints: ['*'] }, 'endpoints[0] must be a service like guardduty-data'],
  ])('fails on %s', (_, guests, problem) => {
    expect(problemsOf(declaring(guests)).join()).toContain(`environments.dev.guests.${problem}`);
  });
});

describe('the validation', () => {
  /** What GuardDuty makes, with the policy of its guide (guardduty/latest/ug/eksrunmon-prereq-deploy-security-agent.html). */
  const policy = (account: string) =>
    statements(
      { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: '*',
        Resource: '*',
        Condition: { StringNotEquals: { 'aws:PrincipalAccount': account } },
      },
    );
  const asked = async (guests: typeof GUARD_DUTY | undefined, serves: string = TARGET.account) => {
    const world = healthyWorld();
    world.endpoints.push({ ...endpoint('guardduty-data'), policy: policy(serves) });
    world.securityGroups.push({
      id: 'sg-guard',
      name: 'GuardDutyManagedSecurityGroup-vpc-1',
      rules: [
        {
          direction: 'ingress',
          protocol: 'tcp',
          ports: '443',
          cidrs: ['10.10.0.0/16'],
          groupIds: [],
          prefixListIds: [],
        },
      ],
    });
    const checks = selectChecks(CHECKS, ['endpoints-available', 'endpoint-policies', 'security-groups']);
    const promises = guests === undefined ? {} : { guests };
    const { results } = await validate(TARGET, { cloud: new FakeCloud(world), clock: fakeClock(), checks, promises });
    return {
      shown: results.flatMap((each) =>
        each.status === 'pass' && each.subject.includes('made by others') ? each.subject : [],
      ),
      wrong: results.flatMap((each) => (each.status === 'pass' ? [] : `${each.check}: ${each.because}`)),
    };
  };

  test('shows what is declared', async () => {
    expect(await asked(GUARD_DUTY)).toEqual({
      shown: [
        'vpce-guardduty-data (com.amazonaws.us-east-1.guardduty-data, made by others as the configuration says)',
        'sg-guard (GuardDutyManagedSecurityGroup-vpc-1, made by others as the configuration says)',
      ],
      wrong: [],
    });
  });

  test('fails what is not', async () => {
    const { shown, wrong } = await asked(undefined);
    expect(shown).toEqual([]);
    expect(wrong).toEqual(
      expect.arrayContaining([
        'endpoints-available: the endpoint to com.amazonaws.us-east-1.guardduty-data belongs to no stack of the environment',
        'security-groups: the group GuardDutyManagedSecurityGroup-vpc-1 belongs to no stack of the environment',
      ]),
    );
  });

  test.each<[string, readonly string[] | undefined, readonly string[], readonly string[]]>([
    [
      'declared ones are shown',
      ['Admins*', 'backup'],
      [
        'eni-9 in vpc-1 (of type interface by Admins-of-ours, made by others as the configuration says)',
        'grant g1 on KEY (arn:aws:sts::222222222222:assumed-role/Admins-of-ours/somebody may Decrypt, made by others as the configuration says)',
        'grant g2 on KEY (arn:aws:iam::222222222222:user/staff/backup may Encrypt, made by others as the configuration says)',
      ],
      [],
    ],
    [
      'others fail',
      ['Admins*'],
      [
        'eni-9 in vpc-1 (of type interface by Admins-of-ours, made by others as the configuration says)',
        'grant g1 on KEY (arn:aws:sts::222222222222:assumed-role/Admins-of-ours/somebody may Decrypt, made by others as the configuration says)',
      ],
      ['grant g2 lets arn:aws:iam::222222222222:user/staff/backup use it for Encrypt'],
    ],
    [
      'without a declaration all fail',
      undefined,
      [],
      [
        'grant g1 lets arn:aws:sts::222222222222:assumed-role/Admins-of-ours/somebody use it for Decrypt',
        'grant g2 lets arn:aws:iam::222222222222:user/staff/backup use it for Encrypt',
        'the network interface eni-9 (without description, of type interface) is in it, of something that no release put there',
      ],
    ],
  ])('grants and network interfaces of principals: %s', async (_, principals, shown, wrong) => {
    const world = healthyWorld();
    const grantee = 'arn:aws:sts::222222222222:assumed-role/Admins-of-ours/somebody';
    world.grants = [
      { id: 'g1', grantee, operations: ['Decrypt'] },
      { id: 'g2', grantee: 'arn:aws:iam::222222222222:user/staff/backup', operations: ['Encrypt'] },
    ];
    const entry = { kind: 'role', inline: [], attached: [], groups: [] } as const;
    const arn = 'arn:aws:iam::222222222222:role/Admins-of-ours';
    world.accountEntries.push({ ...entry, name: 'Admins-of-ours', arn, id: 'AROAEXAMPLEADMINS' });
    const requester = 'AROAEXAMPLEADMINS:somebody';
    world.interfaces.push({ id: 'eni-9', description: '', type: 'interface', publicAddresses: [], requester });
    const checks = selectChecks(CHECKS, ['key-grants', 'interfaces-of-others']);
    const promises = principals === undefined ? {} : { guests: { endpoints: [], securityGroups: [], principals } };
    const { results } = await validate(TARGET, { cloud: new FakeCloud(world), clock: fakeClock(), checks, promises });
    const subjects = results.flatMap((each) =>
      each.status === 'pass' && each.subject.includes('made by others')
        ? each.subject.replace(/ on arn:aws:kms:\S+/, ' on KEY')
        : [],
    );
    expect([...new Set(subjects)].sort()).toEqual(shown);
    const because = results.flatMap((each) => (each.status === 'pass' ? [] : each.because));
    expect([...new Set(because)].sort()).toEqual(wrong);
  });

  test.each([
    ['an account', '999999999999'],
    ['somebody whom IAM does not know', 'AROASOMEBODYELSE:x'],
    ['a service', 'amazon-elb'],
    ['nobody', undefined],
  ])('fails a network interface that was made by %s', async (_, requester) => {
    const world = healthyWorld();
    world.interfaces.push({
      id: 'eni-9',
      description: '',
      type: 'interface',
      publicAddresses: [],
      ...(requester && { requester }),
    });
    const checks = selectChecks(CHECKS, ['interfaces-of-others']);
    const promises = { guests: { endpoints: [], securityGroups: [], principals: ['Admins*', 'amazon*'] } };
    const { results } = await validate(TARGET, { cloud: new FakeCloud(world), clock: fakeClock(), checks, promises });
    expect(results.map(({ status }) => status)).toEqual(['fail']);
  });

  test('fails a grant to a principal of another account that is called like a guest', async () => {
    const world = healthyWorld();
    world.grants = [{ id: 'g', grantee: 'arn:aws:iam::999999999999:role/Admins', operations: ['Decrypt'] }];
    const checks = selectChecks(CHECKS, ['key-grants']);
    const promises = { guests: GUARD_DUTY };
    const { results } = await validate(TARGET, { cloud: new FakeCloud(world), clock: fakeClock(), checks, promises });
    expect(results.map(({ status }) => status)).toContain('fail');
  });

  test('fails a declared endpoint that serves other accounts', async () => {
    expect((await asked(GUARD_DUTY, '999999999999')).wrong.length).toBeGreaterThan(0);
  });
});

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

  test('fails a declared endpoint that serves other accounts', async () => {
    expect((await asked(GUARD_DUTY, '999999999999')).wrong.length).toBeGreaterThan(0);
  });
});

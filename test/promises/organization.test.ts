import { describe, expect, test } from '@jest/globals';
import { type DeliveryConfigInput, parseConfig, promisedTargets } from '../../lib/config';
import { validate } from '../../lib/validation';
import { CHECKS } from '../../lib/validation/checks';
import { selectChecks } from '../../lib/validation/select-checks';
import config from '../_fixtures/delivery-config';
import { problemsOf } from '../config/_fixtures/refused';
import { FakeCloud, fakeClock, healthyWorld, TARGET } from '../validation/fake-cloud';

const ID = 'o-a1b2c3d4e5';
const DENIAL = {
  Effect: 'Deny',
  Principal: '*',
  Action: '*',
  Resource: '*',
  Condition: { StringNotEquals: { 'aws:PrincipalOrgID': ID } },
} as const;

type Organization = DeliveryConfigInput['environments'][number]['organization'];

const declaring = (organization: unknown): DeliveryConfigInput => ({
  ...config,
  environments: config.environments.map((each) =>
    each.name === 'dev' ? { ...each, organization: organization as Organization } : each,
  ),
});

describe('the configuration', () => {
  test('says which organization the accounts of an environment are of, or nothing', () => {
    const promised = promisedTargets(parseConfig(declaring({ id: ID, endpointPolicy: [DENIAL] })));
    expect(promised.map(({ organization }) => organization)).toEqual([ID, undefined, undefined]);
  });

  test.each([
    ['another kind of id', { id: 'r-a1b2', endpointPolicy: [DENIAL] }, 'id must be the id of an organization'],
    ['no statement', { id: ID, endpointPolicy: [] }, 'endpointPolicy must have at least one statement'],
    ['what allows', { id: ID, endpointPolicy: [{ ...DENIAL, Effect: 'Allow' }] }, 'endpointPolicy[0].Effect must be'],
    [
      'some principals',
      { id: ID, endpointPolicy: [{ ...DENIAL, Principal: { AWS: '1' } }] },
      'endpointPolicy[0].Principal must be',
    ],
    [
      'NotAction',
      { id: ID, endpointPolicy: [{ ...DENIAL, NotAction: 'x' }] },
      'endpointPolicy[0].NotAction is not a setting',
    ],
    [
      'an empty list of actions',
      { id: ID, endpointPolicy: [{ ...DENIAL, Action: [] }] },
      'endpointPolicy[0].Action must',
    ],
  ])('fails on %s', (_, organization, problem) => {
    expect(problemsOf(declaring(organization)).join()).toContain(`environments.dev.organization.${problem}`);
  });
});

describe('the validation', () => {
  const asked = async (organization: string | undefined) => {
    const world = healthyWorld();
    const [first] = world.endpoints;
    if (first?.policy === undefined) throw new Error('the fixture has no endpoint with a policy');
    const { Statement: statements, ...policy } = JSON.parse(first.policy) as { Statement: object[] };
    world.endpoints[0] = { ...first, policy: JSON.stringify({ ...policy, Statement: [...statements, DENIAL] }) };
    const checks = selectChecks(CHECKS, ['endpoint-policies']);
    const promises = { organization };
    const { results } = await validate(TARGET, { cloud: new FakeCloud(world), clock: fakeClock(), checks, promises });
    return results.flatMap((each) => (each.status === 'pass' ? [] : each.because));
  };

  test('knows that calls of the account come from the organization that is declared', async () => {
    expect(await asked(ID)).toEqual([]);
  });

  test.each([
    ['another', 'o-zzzzzzzzzz'],
    ['none', undefined],
  ])('fails where %s is declared', async (_, organization) => {
    expect(await asked(organization)).toEqual([expect.stringMatching(/does not serve calls of/)]);
  });
});

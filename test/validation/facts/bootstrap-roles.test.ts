import { describe, expect, test } from '@jest/globals';
import { nobodyElseReaches } from '../../../lib/validation/checks/nobody-else-reaches';
import type { ReleasedTemplates } from '../../../lib/validation/release-directory';
import { validate } from '../../../lib/validation/validate';
import { bootstrapped } from '../_helpers/bootstrap';
import { FakeCloud, fakeClock, healthyWorld, TARGET } from '../fake-cloud';
import { policyOf } from '../fake-world';
import { EVERYTHING, EXECUTION_ROLE, trustOf } from '../healthy-surroundings';

const { account, region } = TARGET;
const TOOLS = '111111111111';
const ROLES = bootstrapped({ account, region, trusted: TOOLS });
const ABROAD = bootstrapped({ account, region: 'eu-west-1', trusted: TOOLS });
type Role = (typeof ROLES)[number];

/** What AWS's own policies say that a bootstrap attaches, as far as these roles may do anything to an environment by them. */
const ATTACHED = [
  ['arn:aws:iam::aws:policy/AdministratorAccess', EVERYTHING],
  ['arn:aws:iam::aws:policy/ReadOnlyAccess', { ...EVERYTHING, Action: ['s3:Get*', 'kms:List*'] }],
  ['arn:aws:iam::aws:policy/AWSCloudFormationReadOnlyAccess', { ...EVERYTHING, Action: 'cloudformation:Get*' }],
] as const;

const RELEASE = (regions: readonly string[]): ReleasedTemplates => {
  const { templates } = healthyWorld();
  return { template: async (name) => templates[name], regions: () => regions };
};

/** What the check says of an account that has these roles, in one line each. */
const said = async (roles: readonly Role[], release?: ReleasedTemplates): Promise<readonly string[]> => {
  const world = healthyWorld();
  world.accountEntries = [
    ...roles,
    ...ATTACHED.map(([arn, statement]) => ({ kind: 'policy', arn, document: policyOf(statement) }) as const),
  ];
  const cloud = new FakeCloud(world);
  const { results } = await validate(TARGET, {
    cloud,
    clock: fakeClock(),
    checks: [nobodyElseReaches],
    ...(release && { release }),
  });
  return results.flatMap((each) => (each.status === 'pass' ? [] : [`${each.subject}: ${each.because}`]));
};

const named = (part: string): Role => {
  const found = ROLES.find(({ name }) => name.includes(part));
  if (found === undefined) throw new Error(`a bootstrap makes no ${part}`);
  return found;
};

/** A role of the bootstrap with something changed, as an intruder would. */
const changed = (part: string, change: Partial<Role>): readonly Role[] => [{ ...named(part), ...change }];
const moreFor = (part: string, statement: object): readonly Role[] =>
  changed(part, { inline: [...named(part).inline, policyOf(statement)] });
const trusting = (part: string, statement: object): readonly Role[] => {
  const { Statement: before } = JSON.parse(named(part).trust ?? '{}') as { readonly Statement: readonly object[] };
  return changed(part, { trust: policyOf(...before, { Effect: 'Allow', Action: 'sts:AssumeRole', ...statement }) });
};
const KINDS = ['cfn-exec', 'deploy', 'file-publishing', 'image-publishing', 'lookup'];

describe('the roles of cdk bootstrap', () => {
  test('are the five that are known', () => {
    expect(ROLES.map(({ name }) => name).sort()).toEqual(
      KINDS.map((kind) => `cdk-hnb659fds-${kind}-role-${account}-${region}`),
    );
  });

  test('pass as its template makes them, with the release and without', async () => {
    expect(await said(ROLES)).toEqual([]);
    expect(await said(ROLES, RELEASE([region]))).toEqual([]);
  });

  test('pass in another region where the release has stacks there, and nowhere else', async () => {
    expect(await said(ABROAD, RELEASE([region, 'eu-west-1']))).toEqual([]);
    const answers = await said(ABROAD, RELEASE([region]));
    expect(answers).toContainEqual(expect.stringMatching(/cfn-exec.*which no release made, may decrypt/));
  });

  test.each([
    ['another qualifier', EXECUTION_ROLE.replace('hnb659fds', 'intruder')],
    ['another account', EXECUTION_ROLE.replace(account, '333333333333')],
    ['another region', EXECUTION_ROLE.replace(region, 'eu-west-1')],
    ['another purpose', EXECUTION_ROLE.replace('cfn-exec', 'rescue')],
    ['more behind it', `${EXECUTION_ROLE}-1`],
  ])('are not all that are called like them: %s', async (_what, name) => {
    const intruder = changed('cfn-exec', { name, arn: `arn:aws:iam::${account}:role/${name}` });
    expect(await said(intruder)).toEqual([expect.stringMatching(/this role, which no release made, may decrypt/)]);
  });

  test('are roles: nobody else of that name is passed over', async () => {
    expect(await said(changed('cfn-exec', { kind: 'user' }))).toEqual([expect.stringMatching(/this user, which no/)]);
  });

  test.each([
    ['deploy', 'secretsmanager:GetSecretValue', 'read the secret'],
    ['deploy', 'iam:PutRolePolicy', "change what the workload's role may do"],
    ['file-publishing', 's3:GetObject', 'read data'],
    ['image-publishing', 'kms:Decrypt', 'decrypt with the data key'],
    ['lookup', 'kms:PutKeyPolicy', 'change the data key'],
  ])('may do no more than it gives them: %s and %s', async (kind, action, what) => {
    expect(await said(moreFor(kind, { ...EVERYTHING, Action: action }))).toEqual([
      expect.stringMatching(new RegExp(`${kind}.*as which targets are deployed, may .*${what}`)),
    ]);
  });

  test.each(KINDS)('let nobody else in: %s', async (kind) => {
    const everybody = { Principal: { AWS: '*' }, Condition: { StringEquals: { 'sts:ExternalId': 'x' } } };
    expect(await said(trusting(kind, everybody))).toEqual([
      expect.stringMatching(/lets anybody in/),
      expect.stringMatching(/as which targets are deployed, lets every account in \(sts:AssumeRole\): sts:ExternalId/),
    ]);
    const one = { Principal: { AWS: 'arn:aws:iam::333333333333:role/x' } };
    expect(await said(trusting(kind, one))).toEqual([
      expect.stringMatching(/lets arn:aws:iam::333333333333:role\/x in/),
    ]);
  });

  test('which CloudFormation becomes, nobody else does: no principal of the account, no other service', async () => {
    expect(await said(trusting('cfn-exec', { Principal: { AWS: account } }))).not.toEqual([]);
    expect(await said(changed('cfn-exec', { trust: trustOf('lambda.amazonaws.com') }))).not.toEqual([]);
    expect(await said(changed('cfn-exec', { trust: '{}' }))).toEqual([]);
  });
});

test('a policy that says whose resource it is for is taken at its word', async () => {
  const bound = (operator: string, owner: string) =>
    moreFor('file-publishing', {
      ...EVERYTHING,
      Action: 's3:GetObject',
      Condition: { [operator]: { 's3:ResourceAccount': owner } },
    });
  expect(await said(bound('StringNotEquals', account))).toEqual([]);
  expect(await said(bound('StringEquals', '333333333333'))).toEqual([]);
  expect(await said(bound('StringEquals', account))).not.toEqual([]);
  expect(await said(bound('StringNotEquals', '333333333333'))).not.toEqual([]);
});

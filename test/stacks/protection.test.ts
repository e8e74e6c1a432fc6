import { describe, expect, test } from '@jest/globals';
import type { Principal } from '../../lib/policy';
import { deliveredTarget, OTHER_ACCOUNT, says } from './_helpers/asking';
import { identityPolicies } from './_helpers/identity-policies';
import type { SynthesizedStack } from './_helpers/synthesized';

const { access, account, region } = deliveredTarget('prod');

describe('the role that protects the stack', () => {
  const role = access.one('AWS::IAM::Role', 'ProtectionRole');
  const policies = identityPolicies(access, role);
  const id = '5b0ad9b0-0000-4000-8000-000000000000';
  const stack = (name: string, owner = account) => `arn:aws:cloudformation:${region}:${owner}:stack/${name}/${id}`;
  const administrator: Principal = { kind: 'aws', arn: `arn:aws:sts::${account}:assumed-role/x/y`, account };

  test.each([
    ['protects the data stack', 'allow', 'UpdateTerminationProtection', stack('data-prod')],
    ['says what an update may not replace', 'allow', 'SetStackPolicy', stack('data-prod')],
    ['says so of no other stack', 'implicit deny', 'SetStackPolicy', stack('data-prod-2')],
    ['may not delete it', 'implicit deny', 'DeleteStack', stack('data-prod')],
    ['may not update it', 'implicit deny', 'UpdateStack', stack('data-prod')],
    ['may not touch another stack', 'implicit deny', 'UpdateTerminationProtection', stack('data-prod-2')],
    [
      'may not touch another account',
      'implicit deny',
      'UpdateTerminationProtection',
      stack('data-prod', OTHER_ACCOUNT),
    ],
  ])('ZT-15 %s', (_, expected, action, resource) => {
    expect(says(policies, administrator, `cloudformation:${action}`, resource, {})).toBe(expected);
  });

  test.each([
    [
      'the validation role of the tools account',
      'allow',
      'arn:aws:iam::111111111111:role/delivery-validation',
      '111111111111',
    ],
    ['another role of the tools account', 'implicit deny', 'arn:aws:iam::111111111111:role/admin', '111111111111'],
    [
      'a role of that name elsewhere',
      'implicit deny',
      `arn:aws:iam::${OTHER_ACCOUNT}:role/delivery-validation`,
      OTHER_ACCOUNT,
    ],
  ])('ZT-15 is assumed by %s: %s', (_, expected, caller, owner) => {
    const trust = access.policy(role, 'AssumeRolePolicyDocument');
    const principal: Principal = { kind: 'aws', arn: caller, account: owner };
    expect(says([trust], principal, 'sts:AssumeRole', '*', { 'aws:PrincipalArn': caller })).toBe(expected);
  });

  test('exists only where data is retained', () => {
    const dev = deliveredTarget('dev');
    const protections = (stack: SynthesizedStack) => stack.resources.filter((each) => each.id.startsWith('Protection'));
    expect(protections(dev.access)).toEqual([]);
    expect(protections(access)).toHaveLength(2);
  });
});

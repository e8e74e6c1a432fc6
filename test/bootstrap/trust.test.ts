import { describe, expect, test } from '@jest/globals';
import { whoIsTrusted } from '../../lib/bootstrap/spoken-trust';
import {
  attachedInTemplate,
  bootstrapTemplate,
  trustIn,
  trustInTemplate,
  variantInTemplate,
} from '../../lib/bootstrap/template';
import { isObject, type JsonObject, objectAt } from '../../lib/ground/json';
import { evaluate, type PolicyDocument } from '../../lib/policy';
import { stockTemplate } from '../validation/_helpers/bootstrap';

const role = (name: string, account = '111111111111') => `arn:aws:iam::${account}:role/${name}`;
const users = { deploy: [role('pipeline')], 'file-publishing': [role('assets')], 'image-publishing': [], lookup: [] };

describe('the trust of a bootstrap', () => {
  const answer = (trust: JsonObject, arn: string, context: Record<string, string> = {}) =>
    evaluate([trust as unknown as PolicyDocument], {
      principal: { kind: 'aws', arn, account: arn.split(':')[4] ?? '' },
      action: 'sts:AssumeRole',
      resource: role('cdk-hnb659fds-deploy-role-222222222222-us-east-1', '222222222222'),
      context,
    }).effect;

  test.each([
    ['a role that it names', role('pipeline'), {}, true],
    ['another role of the account', role('build'), {}, false],
    ['the root of the account', 'arn:aws:iam::111111111111:root', {}, false],
    ['a role of that name elsewhere', role('pipeline', '999999999999'), {}, false],
    ['the role by an external id', role('pipeline'), { 'sts:ExternalId': 'x' }, false],
  ])('lets in or refuses: %s', (_who, principal, context, isLetIn) => {
    expect(answer(trustIn([role('pipeline')]), principal, context)).toBe(isLetIn ? 'allow' : 'deny');
  });

  test('is of nobody where nobody uses a role', () => {
    expect(answer(trustIn([]), role('pipeline'))).toBe('deny');
    expect(whoIsTrusted(trustIn([]))).toEqual(['nobody']);
  });

  test.each<[string, JsonObject, string[]]>([
    ['an account', { Principal: { AWS: '111111111111' } }, ['whomever account 111111111111 lets']],
    ['its root', { Principal: { AWS: ['arn:aws:iam::111111111111:root'] } }, ['whomever account 111111111111 lets']],
    ['everybody', { Principal: '*' }, ['everybody']],
    ['everybody in AWS', { Principal: { AWS: '*' } }, ['everybody']],
    ['all but some', { NotPrincipal: { AWS: '1' } }, ['everybody but {"AWS":"1"}']],
    ['a service', { Principal: { Service: 'cloudformation.amazonaws.com' } }, ['cloudformation.amazonaws.com']],
    [
      'roles by condition',
      { Principal: { AWS: '111111111111' }, Condition: { ArnEquals: { 'aws:PrincipalArn': role('a') } } },
      [role('a')],
    ],
    [
      'a condition that names nobody',
      { Principal: { AWS: '111111111111' }, Condition: { StringLike: { 'aws:PrincipalArn': '*' } } },
      ['whomever account 111111111111 lets where {"StringLike":{"aws:PrincipalArn":"*"}}'],
    ],
    ['other actions', { Principal: '*', Action: ['sts:TagSession'] }, ['everybody (sts:TagSession)']],
  ])('is said of %s', (_name, statement, said) => {
    const trust = { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', ...statement } };
    expect(whoIsTrusted(trust)).toEqual(said);
  });
});

describe('the template of a bootstrap', () => {
  const stock = stockTemplate();

  test('is the installed one, but for whom its roles trust and what it says it is', () => {
    const ours = bootstrapTemplate(stock, { users });
    expect(trustInTemplate(ours, 'deploy')).toEqual(trustIn(users.deploy));
    expect(trustInTemplate(ours, 'lookup')).toEqual(trustIn([]));
    expect(trustInTemplate(ours, 'cfn-exec')).toEqual(trustInTemplate(stock, 'cfn-exec'));
    expect(attachedInTemplate(ours, 'deploy')).toEqual(['AWSCloudFormationReadOnlyAccess']);
    expect(variantInTemplate(ours)).not.toBe(variantInTemplate(stock));
    expect(without(ours)).toEqual(without(stock));
    expect(JSON.stringify(ours['Resources'])).not.toMatch(/"Ref":"TrustedAccounts/);
  });

  test.each<[string, (template: JsonObject) => JsonObject, string]>([
    ['a new role', (all) => edited(all, 'Resources', { New: { Type: 'AWS::IAM::Role' } }), 'role New is new'],
    ['a role less', (all) => edited(all, 'Resources', { LookupRole: undefined }), 'role LookupRole is missing'],
    ['no version', (all) => edited(all, 'Outputs', { BootstrapVersion: {} }), 'output BootstrapVersion is missing'],
  ])('is refused of a CDK with %s', (_name, edit, because) => {
    expect(() => bootstrapTemplate(edit(stock), { users })).toThrow(because);
  });
});

const edited = (template: JsonObject, part: string, change: JsonObject): JsonObject => {
  const all = Object.entries({ ...objectAt(template[part]), ...change }).filter(([, each]) => each !== undefined);
  return { ...template, [part]: Object.fromEntries(all) };
};

/** A template without what ours differs in. */
const without = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(without);
  if (!isObject(value)) return value;
  const left = Object.entries(value).filter(
    ([name]) => !['AssumeRolePolicyDocument', 'BootstrapVariant'].includes(name),
  );
  return Object.fromEntries(left.map(([name, each]) => [name, without(each)]));
};

import { beforeAll, describe, expect, test } from '@jest/globals';
import { logsKeyLetsLogsIn } from '../../../lib/gate/rules/logs-key-lets-logs-in';
import { Target } from '../../../lib/gate/templates/target';
import type { StackTemplate } from '../../../lib/gate/templates/template';
import { templatesOfDev } from '../_helpers/target';

/** A statement as the template has it; tests break it. */
interface Statement {
  Sid?: string;
  Effect?: string;
  Principal?: unknown;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: unknown;
  Condition?: unknown;
}
interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}
type Resources = Record<string, Resource>;

let data: StackTemplate;
let groups: readonly string[];
let key: string;

const resourcesIn = ({ template }: StackTemplate): Resources => structuredClone(template.Resources) as Resources;
const idsOf = (type: string) =>
  Object.entries(data.template.Resources ?? {}).flatMap(([id, { Type }]) => (Type === type ? [id] : []));

beforeAll(() => {
  const found = templatesOfDev().find(({ path }) => path === 'dev/Data');
  if (found === undefined) throw new Error('no stack dev/Data');
  data = found;
  groups = idsOf('AWS::Logs::LogGroup');
  key = idsOf('AWS::KMS::Key').find((id) => id.startsWith('LogsKey')) ?? '';
});

/** What the rule says of the data stack after a change. */
const checked = (change: (resources: Resources) => void, ...others: readonly StackTemplate[]) => {
  const resources = resourcesIn(data);
  change(resources);
  return logsKeyLetsLogsIn.check(new Target([{ ...data, template: { Resources: resources } }, ...others]));
};

const policyIn = (resources: Resources) =>
  resources[key]?.Properties['KeyPolicy'] as { Statement: Statement[]; Version: string };

const ours = ({ Sid: sid }: Statement): boolean => sid === 'Enable CloudWatch Logs';

/** What the rule says after a change of the logs key's statement for CloudWatch Logs. */
const withStatement = (change: (statement: Statement) => Statement | undefined) =>
  checked((resources) => {
    const policy = policyIn(resources);
    expect(policy.Statement.filter(ours)).toHaveLength(1);
    policy.Statement = policy.Statement.flatMap((each) => (ours(each) ? (change(each) ?? []) : each));
  });

const withAction = (change: (actions: string[]) => string[]) =>
  withStatement(({ Action: action, ...rest }) => ({ ...rest, Action: change([action ?? []].flat()) }));

const contextKey = 'kms:EncryptionContext:aws:logs:arn';
const arn = (account: string, region = 'us-east-1') => `arn:aws:logs:${region}:${account}:log-group:*`;
const withCondition = (condition: unknown) => withStatement((each) => ({ ...each, Condition: condition }));

describe('ZT-06 passes', () => {
  test('the stack as it is, whose log groups are all encrypted', () => {
    expect(groups.length).toBeGreaterThanOrEqual(4);
    for (const id of groups) expect(data.template.Resources?.[id]?.Properties).toHaveProperty('KmsKeyId');
    expect(checked(() => {})).toEqual([]);
  });

  test.each<[string, (statement: Statement) => Statement]>([
    ['another sid', (each) => ({ ...each, Sid: 'Other' })],
    ['the account written out', (each) => ({ ...each, Condition: { ArnLike: { [contextKey]: arn('222222222222') } } })],
    [
      'ArnEquals, which matches patterns too',
      (each) => ({ ...each, Condition: { ArnEquals: { [contextKey]: arn('222222222222') } } }),
    ],
    [
      'a list of principals',
      (each) => ({ ...each, Principal: { Service: ['logs.us-east-1.amazonaws.com', 'x.amazonaws.com'] } }),
    ],
    [
      'the service written out with Fn::Sub',
      (each) => ({ ...each, Principal: { Service: { 'Fn::Sub': 'logs.${AWS::Region}.amazonaws.com' } } }),
    ],
  ])('a statement with %s', (_, change) => {
    expect(withStatement(change)).toEqual([]);
  });

  test('the same stack in another account and region, whose names follow by intrinsics', () => {
    expect(logsKeyLetsLogsIn.check(new Target([{ ...data, account: '333333333333', region: 'eu-central-1' }]))).toEqual(
      [],
    );
  });
});

describe('ZT-06 finds every log group of the key', () => {
  const everyGroup = () => [...groups].toSorted();
  const idsFound = (findings: ReturnType<typeof checked>) => findings.map(({ logicalId }) => logicalId).toSorted();

  test.each<[string, (statement: Statement) => Statement | undefined]>([
    ['removed', () => undefined],
    ['turned into a Deny', (each) => ({ ...each, Effect: 'Deny' })],
    [
      'for the service in another region',
      (each) => ({ ...each, Principal: { Service: 'logs.eu-west-1.amazonaws.com' } }),
    ],
    ['for the service without a region', (each) => ({ ...each, Principal: { Service: 'logs.amazonaws.com' } })],
    ['for another service', (each) => ({ ...each, Principal: { Service: 'events.amazonaws.com' } })],
    ['for an account', (each) => ({ ...each, Principal: { AWS: 'arn:aws:iam::222222222222:root' } })],
    ['without a principal that is known', (each) => ({ ...each, Principal: { 'Fn::If': ['A', '*', '*'] } })],
    [
      'with a service that only the deployment knows',
      (each) => ({ ...each, Principal: { Service: { Ref: 'Parameter' } } }),
    ],
    ['with a wildcard in the service', (each) => ({ ...each, Principal: { Service: 'logs.*.amazonaws.com' } })],
    ['with NotAction', ({ Action: action, ...each }) => ({ ...each, ...(action ? { NotAction: action } : {}) })],
    ['for another key', (each) => ({ ...each, Resource: 'arn:aws:kms:us-east-1:222222222222:key/other' })],
    ['with an element nobody knows', (each) => ({ ...each, Foo: 'bar' })],
  ])('when the statement is %s', (_, change) => {
    expect(idsFound(withStatement(change))).toEqual(everyGroup());
  });

  test.each(['Encrypt', 'Decrypt', 'ReEncrypt*', 'GenerateDataKey*', 'CreateGrant', 'DescribeKey'])(
    'when the statement lacks kms:%s',
    (action) => {
      const findings = withAction((actions) => actions.filter((each) => each !== `kms:${action}`));
      expect(idsFound(findings)).toEqual(everyGroup());
      expect(findings[0]?.because).toContain(`kms:${action.replace('*', '')}`);
    },
  );

  test.each<[string, unknown]>([
    ['dropped', undefined],
    ['empty', {}],
    ['for all accounts', { ArnLike: { [contextKey]: arn('*') } }],
    ['for anything', { ArnLike: { [contextKey]: '*' } }],
    ['with a wildcard at the end of the account', { ArnLike: { [contextKey]: arn('22222222222?') } }],
    ['with a wildcard in front of the account', { ArnLike: { [contextKey]: arn('*22') } }],
    ['with a wildcard inside the account', { ArnLike: { [contextKey]: arn('2*2') } }],
    ['for another account instead', { ArnLike: { [contextKey]: arn('333333333333') } }],
    ['for another account as well', { ArnLike: { [contextKey]: [arn('222222222222'), arn('555555555555')] } }],
    ['for another region', { ArnLike: { [contextKey]: arn('222222222222', 'eu-west-1') } }],
    ['turned around', { ArnNotLike: { [contextKey]: arn('222222222222') } }],
    ['without wildcards, because StringEquals has none', { StringEquals: { [contextKey]: arn('222222222222') } }],
    ['content with an absent context', { ArnLikeIfExists: { 'aws:SourceArn': arn('222222222222') } }],
    ['by an operator nobody knows', { ArnAlike: { [contextKey]: arn('222222222222') } }],
    ['on a key that says nothing of the log group', { StringEquals: { 'aws:SourceAccount': '222222222222' } }],
    ['only known to the deployment', { ArnLike: { [contextKey]: { 'Fn::ImportValue': 'x' } } }],
  ])('when its condition is %s', (_, condition) => {
    expect(idsFound(withCondition(condition))).toEqual(everyGroup());
  });

  test('when a second statement lets another account in', () => {
    const findings = checked((resources) => {
      const policy = policyIn(resources);
      const [mine] = policy.Statement.filter(ours);
      policy.Statement.push({ ...mine, Sid: 'Too', Condition: { ArnLike: { [contextKey]: arn('777777777777') } } });
    });
    expect(idsFound(findings)).toEqual(everyGroup());
    expect(findings[0]?.because).toContain('for everybody of account 777777777777 in');
  });

  test('when another statement denies it', () => {
    const deny = { Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt', Resource: '*' };
    expect(idsFound(checked((resources) => policyIn(resources).Statement.push(deny)))).toEqual(everyGroup());
  });

  test.each<[string, (properties: Record<string, unknown>) => void]>([
    ['is not there, and AWS takes its default', (properties) => delete properties['KeyPolicy']],
    ['is empty', (properties) => Object.assign(properties, { KeyPolicy: {} })],
    ['is only known to the deployment', (properties) => Object.assign(properties, { KeyPolicy: { Ref: 'Policy' } })],
    [
      'has a version nobody knows',
      (properties) => Object.assign(properties['KeyPolicy'] as object, { Version: '2030-01-01' }),
    ],
  ])('when the policy %s', (_, change) => {
    const findings = checked((resources) => change(resources[key]?.Properties ?? {}));
    expect(idsFound(findings)).toEqual(everyGroup());
  });
});

describe('ZT-06 finds the one log group', () => {
  const withKeyOfFirst = (value: unknown, ...others: readonly StackTemplate[]) =>
    checked(
      (resources) => {
        const [first = ''] = groups;
        Object.assign(resources[first]?.Properties ?? {}, { KmsKeyId: value });
      },
      ...others,
    );

  test.each<[string, unknown]>([
    ['imported', { 'Fn::ImportValue': 'network:LogsKeyArn' }],
    ['a parameter', { Ref: 'LogsKeyArn' }],
    ['an ARN', 'arn:aws:kms:us-east-1:222222222222:key/2d5f1d2c-0000-0000-0000-000000000000'],
    ['an alias', 'alias/data-logs-dev'],
    ['empty', ''],
    ['null', null],
    ['conditional', { 'Fn::If': ['Encrypted', { 'Fn::GetAtt': ['LogsKey', 'Arn'] }, { Ref: 'AWS::NoValue' }] }],
    ['not a key', { 'Fn::GetAtt': ['NetworkVpc7FB7348F', 'Arn'] }],
  ])('whose key is %s', (_, value) => {
    expect(withKeyOfFirst(value)).toMatchObject([
      { logicalId: groups[0], because: expect.stringContaining('is in no template of this target') },
    ]);
  });

  test('whose key has the same logical id in another stack only', () => {
    const template = { Resources: { Elsewhere: resourcesIn(data)[key] } } as StackTemplate['template'];
    const other: StackTemplate = { ...data, path: 'dev/Keys', template };
    expect(withKeyOfFirst({ Ref: 'Elsewhere' }, other)).toMatchObject([{ logicalId: groups[0] }]);
  });

  test('whose key is the data key, which does not know CloudWatch Logs', () => {
    const dataKey = idsOf('AWS::KMS::Key').find((id) => id.startsWith('DataKey'));
    expect(withKeyOfFirst({ 'Fn::GetAtt': [dataKey, 'Arn'] })).toMatchObject([{ logicalId: groups[0] }]);
  });
});

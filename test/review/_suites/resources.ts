import { describe, expect, test } from '@jest/globals';
import type { News } from '../../../lib/contract/review';
import { review } from '../../../lib/review/review';
import type { ReviewedTemplate } from '../../../lib/review/template';
import { earlier, releaseOf, stack, TODAY } from '../_fixtures/releases';

const bucket = (properties: ReviewedTemplate = {}, rest: ReviewedTemplate = {}) => ({
  Type: 'AWS::S3::Bucket',
  Properties: { BucketName: 'reports', ...properties },
  ...rest,
});

const compared = (before: ReviewedTemplate, after: ReviewedTemplate) =>
  review(earlier([stack(before)]), releaseOf([stack(after)]), { today: TODAY });

const news = (before: ReviewedTemplate, after: ReviewedTemplate): readonly Pick<News, 'kind' | 'weight' | 'title'>[] =>
  compared(before, after).news.map(({ kind, weight, title }) => ({ kind, weight, title }));

const HASHES = ['a', 'b'].map((digit) => digit.repeat(64)) as [string, string];

const lambda = (key: string, memory = 128) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Code: { S3Bucket: 'assets', S3Key: `${key}.zip` }, Role: 'role', MemorySize: memory },
  Metadata: { 'aws:asset:path': `asset.${key}` },
});

describe('resources', () => {
  test('that are the same are no news, in whatever order their keys stand', () => {
    const { BucketName, ...rest } = { BucketName: 'reports', Tags: [] };
    const after = { Reports: { Properties: { ...rest, BucketName }, Type: 'AWS::S3::Bucket', DependsOn: ['B', 'A'] } };
    const { news: said, stacks } = compared({ Reports: { ...bucket({ Tags: [] }), DependsOn: ['A', 'B'] } }, after);
    expect(said).toEqual([]);
    expect(stacks.map(({ change }) => change)).toEqual(['unchanged']);
  });

  test.each<[string, ReviewedTemplate, ReviewedTemplate, Pick<News, 'kind' | 'weight'>, RegExp]>([
    ['added', {}, { Reports: bucket() }, { kind: 'resource-added', weight: 'change' }, /S3::Bucket Reports is new/],
    [
      'removed without data',
      { Alarm: { Type: 'AWS::CloudWatch::Alarm' } },
      {},
      { kind: 'resource-removed', weight: 'attention' },
      /Alarm is removed/,
    ],
    [
      'removed with data',
      { Reports: bucket() },
      {},
      { kind: 'data-lost', weight: 'danger' },
      /is deleted: it holds objects/,
    ],
    [
      'removed with data that stays',
      { Reports: bucket({}, { DeletionPolicy: 'Retain' }) },
      {},
      { kind: 'resource-removed', weight: 'attention' },
      /stays in the account \(DeletionPolicy\)/,
    ],
    [
      'removed with data whose policy cannot be read',
      { Reports: bucket({}, { DeletionPolicy: { 'Fn::If': ['Prod', 'Retain', 'Delete'] } }) },
      {},
      { kind: 'data-lost', weight: 'danger' },
      /is deleted/,
    ],
    [
      'replaced with data',
      { Reports: bucket() },
      { Reports: bucket({ BucketName: 'others' }) },
      { kind: 'data-lost', weight: 'danger' },
      /is replaced: it holds objects; because of BucketName/,
    ],
    [
      'replaced without data',
      { Rule: { Type: 'AWS::Events::Rule', Properties: { Name: 'a' } } },
      { Rule: { Type: 'AWS::Events::Rule', Properties: { Name: 'b' } } },
      { kind: 'resource-replaced', weight: 'attention' },
      /is replaced: because of Name/,
    ],
    [
      'changed',
      { Reports: bucket() },
      { Reports: bucket({ VersioningConfiguration: { Status: 'Suspended' } }) },
      { kind: 'resource-changed', weight: 'attention' },
      /Bucket Reports changes what guards it: VersioningConfiguration/,
    ],
    [
      'of another type under the same name',
      { Reports: bucket() },
      { Reports: { Type: 'AWS::SNS::Topic' } },
      { kind: 'data-lost', weight: 'danger' },
      /its type was AWS::S3::Bucket: CloudFormation refuses that/,
    ],
    [
      'of a type nobody knows, changed',
      { It: { Type: 'Custom::Thing', Properties: { ServiceToken: 'arn', Size: 1 } } },
      { It: { Type: 'Custom::Thing', Properties: { ServiceToken: 'arn', Size: 2 } } },
      { kind: 'data-lost', weight: 'attention' },
      /no specification says what a change of Size does/,
    ],
    [
      'of a type nobody knows, removed',
      { It: { Type: 'Vendor::Database::Cluster' } },
      {},
      { kind: 'data-lost', weight: 'attention' },
      /its provider alone knows what it keeps/,
    ],
    [
      'of a type of AWS whose name says that it holds data',
      { It: { Type: 'AWS::Future::Warehouse' } },
      {},
      { kind: 'data-lost', weight: 'danger' },
      /its name says that it may hold data/,
    ],
    [
      'that a macro makes',
      {},
      { 'Fn::ForEach::Topics': ['Name', ['a', 'b'], { Topic: { Type: 'AWS::SNS::Topic' } }] },
      { kind: 'resource-added', weight: 'change' },
      /what it becomes is not to be seen/,
    ],
    [
      'of which only the code differs',
      { It: lambda(HASHES[0]) },
      { It: lambda(HASHES[1]) },
      { kind: 'code-changed', weight: 'change' },
      /has other code/,
    ],
    [
      'whose code comes from the bucket of somebody else',
      { It: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Bucket: 'ours', S3Key: 'a' } } } },
      { It: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Bucket: 'theirs', S3Key: 'a' } } } },
      { kind: 'resource-changed', weight: 'change' },
      /Function It changes/,
    ],
    [
      'whose metadata a machine runs',
      { It: { Type: 'AWS::AutoScaling::LaunchConfiguration', Metadata: { 'AWS::CloudFormation::Init': 'a' } } },
      { It: { Type: 'AWS::AutoScaling::LaunchConfiguration', Metadata: { 'AWS::CloudFormation::Init': 'b' } } },
      { kind: 'resource-changed', weight: 'change' },
      /LaunchConfiguration It changes/,
    ],
    [
      'that send logs elsewhere',
      {},
      { It: { Type: 'AWS::Logs::SubscriptionFilter', Properties: { LogGroupName: 'logs', DestinationArn: 'arn' } } },
      { kind: 'network-broader', weight: 'attention' },
      /a way in or out is new/,
    ],
    [
      'of which code and configuration differ',
      { It: lambda(HASHES[0]) },
      { It: lambda(HASHES[1], 256) },
      { kind: 'resource-changed', weight: 'change' },
      /Function It changes/,
    ],
    [
      'whose condition is another',
      { It: { Type: 'AWS::Logs::LogGroup', Condition: 'A' } },
      { It: { Type: 'AWS::Logs::LogGroup', Condition: 'B' } },
      { kind: 'data-lost', weight: 'attention' },
      /it may appear or disappear/,
    ],
  ])('%s are said', (_, before, after, wanted, title) => {
    const [first, ...others] = news(before, after);
    expect(first).toMatchObject({ ...wanted, title: expect.stringMatching(title) });
    expect(others).toEqual([]);
  });

  test('that a construct brings with another are one thing with it', () => {
    const at = (type: string, path: string, properties: ReviewedTemplate = {}) => ({
      Type: type,
      Properties: properties,
      Metadata: { 'aws:cdk:path': path },
    });
    const added = {
      Reports: at('AWS::S3::Bucket', 'Data/Reports/Resource'),
      ReportsPolicy: at('AWS::S3::BucketPolicy', 'Data/Reports/Policy/Resource', {
        Bucket: { Ref: 'Reports' },
        PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }] },
      }),
      Notes: at('AWS::SSM::Parameter', 'Data/Reports/Notes/Resource'),
      Inner: at('AWS::SSM::Parameter', 'Data/Reports/Notes/Inner/Resource'),
      Other: at('AWS::SNS::Topic', 'Data/Other/Resource'),
    };
    expect(news({}, added).map(({ title }) => title)).toEqual([
      'AWS::SNS::Topic Data/Other/Resource is new',
      'AWS::S3::Bucket Data/Reports/Resource is new, with AWS::SSM::Parameter, AWS::SSM::Parameter, AWS::S3::BucketPolicy',
    ]);
  });

  test('of which only metadata differs are shown, and are no news', () => {
    const { news: said, stacks } = compared(
      { Reports: bucket({}, { Metadata: { 'aws:cdk:path': 'a' } }) },
      { Reports: bucket({}, { Metadata: { 'aws:cdk:path': 'b' } }) },
    );
    expect(said).toEqual([]);
    expect(stacks[0]?.resources).toMatchObject([{ about: 'metadata', effect: 'none' }]);
  });

  test('that refer to a replaced one are replaced too, or may be', () => {
    const rest = (group: unknown) => ({
      Replaced: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: group } },
      Filter: {
        Type: 'AWS::Logs::LogStream',
        Properties: { LogGroupName: { Ref: 'Replaced' } },
      },
      Sub: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: { 'Fn::Sub': 'x-${Replaced.Arn}' } } },
    });
    const said = compared(rest('a'), rest('b'));
    expect(said.stacks[0]?.resources.map(({ logicalId, effect, notes }) => [logicalId, effect, ...notes])).toEqual([
      ['Filter', 'replace', 'it refers in LogGroupName to a resource that is replaced'],
      ['Replaced', 'replace', 'because of LogGroupName'],
      ['Sub', 'unknown', 'it names Replaced, which is replaced, in a Fn::Sub: what that does is not to be seen'],
    ]);
  });

  test('whose values the diff engine takes for the same are told apart', () => {
    const database = (version: string) => ({
      Db: { Type: 'AWS::RDS::DBInstance', Properties: { EngineVersion: version } },
    });
    expect(news(database('10.1'), database('10.10'))).toMatchObject([
      { kind: 'data-lost', title: expect.stringContaining('CloudFormation may not') },
    ]);
  });

  test('of templates that the diff engine cannot read are called uncertain', () => {
    const broken = (size: number) => ({
      It: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: size } },
      Policy: { Type: 'AWS::S3::BucketPolicy', Properties: size === 1 ? {} : { Bucket: 'x' } },
    });
    const { stacks } = compared(broken(1), broken(2));
    expect(stacks[0]?.resources.find(({ logicalId }) => logicalId === 'It')).toMatchObject({
      effect: 'unknown',
      notes: [expect.stringContaining('the diff engine cannot read these templates')],
    });
  });

  test.each<[string, ReviewedTemplate, ReviewedTemplate, boolean]>([
    ['weakened', { DeletionPolicy: 'Retain' }, { DeletionPolicy: 'Delete' }, true],
    ['dropped', { UpdateReplacePolicy: 'Retain' }, {}, true],
    ['made a function', { DeletionPolicy: 'Retain' }, { DeletionPolicy: { Ref: 'X' } }, true],
    ['strengthened', { DeletionPolicy: 'Snapshot' }, { DeletionPolicy: 'Retain' }, false],
    ['written out', {}, { DeletionPolicy: 'Delete' }, false],
  ])('with a retention policy that is %s', (_, before, after, worse) => {
    const kinds = news({ Reports: bucket({}, before) }, { Reports: bucket({}, after) }).map(({ kind }) => kind);
    expect(kinds).toEqual([worse ? 'data-less-protected' : 'resource-changed']);
  });
});

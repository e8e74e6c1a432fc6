import { describe, expect, test } from '@jest/globals';
import {
  letsForOthers,
  letsService,
  type OnBehalfOf,
  type PolicyDocument,
  pathsOf,
  SERVICE_PATHS,
  serviceCall,
  worldsOf,
} from '../../lib/policy';
import table from '../../lib/policy/service-calls.json';

const account = '222222222222';
const trail: OnBehalfOf = { account, region: 'us-east-1', source: `arn:aws:cloudtrail:us-east-1:${account}:trail/t` };
const ROLE = `arn:aws:iam::${account}:role/logs`;

const allow = (service: string, action: string, condition: object = {}): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: service }, Action: action, Resource: '*', Condition: condition },
  ],
});
const ACCOUNT = { Principal: { AWS: '333333333333' }, Action: 'sts:AssumeRole' };
const trust = (condition: object): readonly PolicyDocument[] => [
  allow('cloudtrail.amazonaws.com', 'sts:AssumeRole', condition),
];

describe('the table', () => {
  test.each(SERVICE_PATHS)('%s names what stands in it', (path) => {
    const row = serviceCall(path);
    const named = [...row.sources, ...Object.values(row.keys).flatMap(({ sources }) => sources ?? [])];
    const known: readonly string[] = Object.keys(table.sources);
    expect(named.filter((source) => !known.includes(source))).toEqual([]);
    expect(row.sources).not.toEqual([]);
    for (const { standing } of [{ standing: row.need }, ...Object.values(row.keys)]) {
      expect(['documented', 'reported', 'unconfirmed']).toContain(standing);
    }
    expect(pathsOf(row.service.replace('{region}', 'us-east-1'), row.actions[0] ?? '', row.on)).toContain(path);
  });

  test('has no row for what nobody has looked up', () => {
    expect(pathsOf('athena.amazonaws.com', 's3:PutObject', 'AWS::S3::Bucket')).toEqual([]);
    expect(pathsOf('cloudtrail.amazonaws.com', 's3:DeleteObject', 'AWS::S3::Bucket')).toEqual([]);
  });
});

describe('worlds', () => {
  test('hold what is documented in all of them, and every combination of the rest', () => {
    const worlds = worldsOf('trail-looks-at-bucket', trail);
    expect(worlds).toHaveLength(8); // aws:SourceAccount, aws:SecureTransport and s3:TlsVersion, each sent or not
    expect(worlds.every(({ context }) => context['aws:SourceArn'] === trail.source)).toBe(true);
    expect(new Set(worlds.map(({ context }) => JSON.stringify(context)))).toHaveProperty('size', 8);
  });

  test('never hold what is documented not to be sent', () => {
    const rule = { ...trail, source: 'arn:aws:events:us-east-1:222222222222:rule/r' };
    for (const { context } of worldsOf('rule-publishes', rule)) {
      expect(Object.keys(context).filter((key) => key.startsWith('aws:Source'))).toEqual([]);
    }
  });

  test('leave out what there is not', () => {
    const alarm = { ...trail, source: 'arn:aws:cloudwatch:us-east-1:222222222222:alarm:a' };
    const named = (on: OnBehalfOf) =>
      worldsOf('alarm-encrypts', on).some(({ context }) => 'kms:EncryptionContext:aws:sns:topicArn' in context);
    expect(named(alarm)).toBe(false);
    expect(named({ ...alarm, topic: 'arn:aws:sns:us-east-1:222222222222:t' })).toBe(true);
  });
});

describe('a trust policy for what CloudTrail is only reported not to send', () => {
  const bound = { 'aws:SourceArn': trail.source, 'aws:SourceAccount': account };
  const answer = (condition: object) => ({
    own: letsService(trust(condition), 'trail-assumes-logs-role', ROLE, trail).is,
    others: letsForOthers(trust(condition), 'trail-assumes-logs-role', trail),
  });

  test('is right with what may be absent', () => {
    expect(answer({ StringEqualsIfExists: bound })).toEqual({ own: 'yes', others: undefined });
  });

  test.each([
    ['the ARN', { StringEquals: { 'aws:SourceArn': trail.source } }],
    ['the account', { StringEquals: { 'aws:SourceAccount': account } }],
    ['that there is none', { Null: { 'aws:SourceArn': 'true' } }],
  ])('is wrong when it demands %s', (_, condition) => {
    expect(answer(condition).own).toBe('no');
  });

  test('lets others in whom one key alone does not tell', () => {
    const everybody = 'cloudtrail.amazonaws.com for every account in (sts:AssumeRole)';
    expect(answer({ StringEqualsIfExists: { 'aws:SourceArn': trail.source } }).others).toContain(everybody);
    expect(answer({}).others).toBe(everybody);
  });

  test.each([
    ['everybody', { Principal: '*' }, /^anybody|^every account/],
    ['a service that only the deployment knows', { Principal: { Service: '{{resolve:ssm:/s}}' } }, /nobody can tell/],
    ['whom only the deployment knows', { Principal: 7 }, /only known to the deployment/],
  ])('lets others in who come as %s', (_, principal, says) => {
    const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', ...principal };
    expect(letsForOthers([{ Statement: [statement] }], 'trail-assumes-logs-role', trail)).toMatch(says);
  });

  test('does not speak of other services, nor of whoever comes himself', () => {
    const others = [allow('x.amazonaws.com', 'sts:AssumeRole'), { Statement: [{ ...ACCOUNT, Effect: 'Allow' }] }];
    expect(letsForOthers(others, 'trail-assumes-logs-role', trail)).toBeUndefined();
  });

  test('cannot be told when it asks what nobody knows', () => {
    expect(answer({ SoundsLike: { 'aws:SourceArn': trail.source } }).own).toBe('unknown');
  });

  test('says in which world it is wrong', () => {
    const said = letsService(
      trust({ StringEquals: { 'aws:SourceArn': trail.source } }),
      'trail-assumes-logs-role',
      ROLE,
      trail,
    );
    expect(said).toMatchObject({ because: expect.stringContaining('aws:SourceArn not sent (reported)') });
  });
});

test('what may be absent is not accepted where AWS is documented to send it', () => {
  const bucket = [
    allow('cloudtrail.amazonaws.com', 's3:*', { StringEqualsIfExists: { 'aws:SourceArn': trail.source } }),
  ];
  expect(letsForOthers(bucket, 'trail-writes-files', trail)).toMatch(/^cloudtrail.amazonaws.com for every account/);
});

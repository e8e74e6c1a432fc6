import { describe, expect, test } from '@jest/globals';
import { strangersIn } from '../../lib/policy';

const ACCOUNT = '222222222222';
const KEY = { resource: `arn:aws:kms:us-east-1:${ACCOUNT}:key/1`, account: ACCOUNT, region: 'us-east-1' };

const strangers = (statement: Readonly<Record<string, unknown>>): readonly string[] =>
  strangersIn({ Statement: [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', ...statement }] }, KEY).map(
    ({ who }) => who,
  );

describe('a policy for everybody lets strangers in', () => {
  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['without a condition', {}],
    ['from an address', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }],
    ['with a header', { StringEquals: { 'aws:Referer': 'secret' } }],
    ['of an organization', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }],
    ['through a service', { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } }],
    ['who name a context', { StringEquals: { 'kms:EncryptionContext:tenant': 'one' } }],
    [
      'who name the context of CloudWatch Logs',
      { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:*` } },
    ],
  ])('%s', (_, condition) => {
    expect(strangers({ Principal: '*', Condition: condition })).toContain('every account');
  });

  test('by what it does not name', () => {
    expect(strangers({ Principal: '*', Action: undefined, NotAction: 'kms:Encrypt' })).toContain('every account');
  });
});

describe('a policy lets no stranger in', () => {
  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['that is for its own account', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }],
    [
      'that is for everybody of its own account',
      { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } } },
    ],
    [
      'that is for a service on behalf of its own account',
      {
        Principal: { Service: 'logs.us-east-1.amazonaws.com' },
        Condition: {
          ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:*` },
        },
      },
    ],
  ])('%s', (_, statement) => {
    expect(strangers(statement)).toEqual([]);
  });
});

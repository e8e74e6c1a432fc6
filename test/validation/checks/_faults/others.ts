import { DATA_KEY_ARN, NOW } from '../../fake-cloud';
import { policyOf } from '../../fake-world';
import { ACCOUNT, DATA_BUCKET, resource, TRAIL_BUCKET, WORKLOAD_ROLE } from '../../healthy-names';
import { EVERYTHING, listedFunction, somebody, trustOf } from '../../healthy-surroundings';
import type { Change, Fault } from './change';

const WORKLOAD = 'data-processing-dev';
const allow = (action: string, more: object = {}) => ({ Effect: 'Allow', Action: action, Resource: '*', ...more });

const role =
  (change: object): Change =>
  (world) => {
    const found = world.roles[WORKLOAD_ROLE];
    if (found) Object.assign(found, change);
  };

const entry =
  (...added: readonly ReturnType<typeof somebody>[]): Change =>
  (world) => {
    world.accountEntries.push(...added);
  };

const foreign =
  (change: Parameters<typeof listedFunction>[1]): Change =>
  (world) => {
    world.otherFunctions.push(listedFunction('intruder', change));
  };

/** What no release made (ZT-07 to ZT-10, ZT-14). */
export const OTHERS: readonly Fault[] = [
  ['roles-as-released', 'an inline policy', role({ inline: { more: policyOf(allow('s3:*')) } }), 'inline policy more'],
  [
    'roles-as-released',
    'an attached policy',
    role({ attached: { 'arn:aws:iam::aws:policy/ReadOnlyAccess': policyOf(allow('s3:Get*')) } }),
    'it has the policy arn:aws:iam::aws:policy/ReadOnlyAccess, which no release attached',
  ],
  [
    'functions-as-released',
    'a URL for everybody',
    (world) => Object.assign(world.functionUrls, { [WORKLOAD]: { url: 'https://x', auth: 'NONE' } }),
    'it is reached at https://x, by everybody',
  ],
  [
    'functions-as-released',
    'a URL for whoever is somebody',
    (world) => Object.assign(world.functionUrls, { [WORKLOAD]: { url: 'https://x', auth: 'AWS_IAM' } }),
    'with authentication by AWS_IAM',
  ],
  [
    'functions-as-released',
    'a permission of nobody',
    (world) => {
      const statement = {
        Sid: 'x',
        Effect: 'Allow',
        Principal: { AWS: '333333333333' },
        Action: 'lambda:InvokeFunction',
      };
      world.functionPolicies[WORKLOAD] = policyOf(statement);
    },
    'its policy lets 333333333333 do lambda:InvokeFunction by the statement x',
  ],
  [
    'functions-as-released',
    'an alias',
    (world) => Object.assign(world.functionAliases, { [WORKLOAD]: ['live'] }),
    'it has the alias live',
  ],
  [
    'functions-as-released',
    'a destination',
    (world) => Object.assign(world.asyncDestinations, { [WORKLOAD]: ['arn:aws:sqs:us-east-1:333333333333:q'] }),
    'it tells arn:aws:sqs:us-east-1:333333333333:q what it was asked',
  ],
  [
    'functions-as-released',
    'an event source, also of a version',
    (world) => {
      const functionArn = `${listedFunction(WORKLOAD).arn}:1`;
      world.eventSources.push({ id: 'e', functionArn, sourceArn: 'arn:aws:sqs:us-east-1:222222222222:q' });
    },
    'it is fed by arn:aws:sqs:us-east-1:222222222222:q',
  ],
  [
    'functions-as-released',
    'a layer',
    (world) => Object.assign(world.changedFunctions, { [WORKLOAD]: { layers: ['arn:layer'] } }),
    'it runs the layer arn:layer',
  ],
  [
    'functions-as-released',
    'other code',
    (world) => Object.assign(world.changedFunctions, { [WORKLOAD]: { changedAt: NOW } }),
    'its code or configuration was changed at 2026-01-01T00:00:00.000Z, after CloudFormation did it',
  ],
  [
    'functions-as-released',
    'a function that is gone',
    (world) => Object.assign(world.functions, { [WORKLOAD]: undefined }),
    'the function does not exist',
  ],
  [
    'functions-of-others',
    'one with the workload role',
    foreign({ roleArn: `arn:aws:iam::${ACCOUNT}:role/${WORKLOAD_ROLE}` }),
    `it runs as the role ${WORKLOAD_ROLE}, and no release made it`,
  ],
  ['functions-of-others', 'one in our subnet', foreign({ subnetIds: ['subnet-a'] }), 'it runs in the subnet subnet-a'],
  [
    'functions-of-others',
    'one in our group',
    foreign({ groupIds: ['sg-workload'] }),
    'in the security group sg-workload',
  ],
  ['functions-of-others', 'one with our key', foreign({ keyArn: DATA_KEY_ARN }), 'it runs with the key da7a'],
  [
    'functions-of-others',
    'one on our queue',
    (world) => {
      foreign({})(world);
      const sourceArn = `arn:aws:sqs:us-east-1:${ACCOUNT}:${WORKLOAD}-dead-letters`;
      world.eventSources.push({ id: 'e', functionArn: listedFunction('intruder').arn, sourceArn });
    },
    `it runs on the queue ${WORKLOAD}-dead-letters`,
  ],
  [
    'nobody-else-reaches',
    'a user with everything',
    entry(somebody('user', 'intruder', {}, EVERYTHING)),
    'this user, which no release made, may decrypt with the data key',
  ],
  [
    'nobody-else-reaches',
    'a member of a group with everything',
    entry(somebody('user', 'member', { groups: ['all'] }), somebody('group', 'all', {}, EVERYTHING)),
    'this user, which no release made, may decrypt',
  ],
  [
    'nobody-else-reaches',
    'a role that may read data under a condition',
    entry(somebody('role', 'r', {}, allow('s3:GetObject', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }))),
    'this role, which no release made, may read data',
  ],
  [
    'nobody-else-reaches',
    'a Deny that its holder can dodge',
    entry(
      somebody('role', 'r', {}, EVERYTHING, {
        ...EVERYTHING,
        Effect: 'Deny',
        Condition: { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
      }),
    ),
    'this role, which no release made, may decrypt',
  ],
  [
    'nobody-else-reaches',
    'a role that looks like one of a service',
    entry(somebody('role', 'aws-service-role', { arn: `arn:aws:iam::${ACCOUNT}:role/x` }, EVERYTHING)),
    'this role, which no release made',
  ],
  ...[
    ['another service', trustOf('ec2.amazonaws.com')],
    ['the account', policyOf({ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' })],
  ].map(
    ([who = '', trust = '']): Fault => [
      'nobody-else-reaches',
      `a role of a service that ${who} becomes`,
      entry(
        somebody(
          'role',
          'X',
          { arn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/x.amazonaws.com/X`, trust },
          EVERYTHING,
        ),
      ),
      'this role, which no release made',
    ],
  ),
  ...[`user/x`, `role/not-ours`, 'root'].map(
    (grantee): Fault => [
      'key-grants',
      `a grant to the account's ${grantee}`,
      (world) => {
        world.grants = [{ id: 'g', grantee: `arn:aws:iam::${ACCOUNT}:${grantee}`, operations: ['Decrypt'] }];
      },
      `lets arn:aws:iam::${ACCOUNT}:${grantee} use it for Decrypt`,
    ],
  ),
  [
    'log-groups-forward-nowhere',
    'a subscription filter',
    (world) => Object.assign(world.subscriptionFilters, { '/data/dev/trail': [{ name: 'f', to: 'arn:x' }] }),
    'its events are sent on to arn:x by the filter f',
  ],
  [
    'buckets-copy-nowhere',
    'a replication',
    (world) => Object.assign(world.replicas, { [DATA_BUCKET]: ['arn:aws:s3:::abroad'] }),
    'its objects are copied to arn:aws:s3:::abroad',
  ],
  [
    'buckets-copy-nowhere',
    'a notification',
    (world) => Object.assign(world.notified, { [TRAIL_BUCKET]: ['events'] }),
    'events is told of its objects',
  ],
  [
    'buckets-copy-nowhere',
    'an inventory',
    (world) => Object.assign(world.inventories, { [DATA_BUCKET]: ['arn:aws:s3:::abroad'] }),
    'lists of its objects go to arn:aws:s3:::abroad',
  ],
  [
    'tags-of-others',
    'a resource with our tags',
    (world) => world.alsoTagged.push('arn:aws:sns:us-east-1:222222222222:impostor'),
    'it carries the tags of dev, and no release made it',
  ],
  [
    'alarm-subscribers',
    'an https subscriber',
    (world) => {
      world.subscriptions = [{ arn: 'arn:s', protocol: 'https', endpoint: 'https://x' }];
    },
    'no release subscribed it, and it hears every alarm',
  ],
  [
    'secrets-encrypted',
    'a copy in another region',
    (world) => Object.assign(world.secret ?? {}, { replicas: ['eu-west-1'] }),
    'it is copied to eu-west-1',
  ],
  [
    'buckets-copy-nowhere',
    'a replication of a bucket that came later',
    (world) => {
      world.owned['data-dev']?.push(resource('Later', 'AWS::S3::Bucket', 'later-dev'));
      world.replicas['later-dev'] = ['arn:aws:s3:::abroad'];
    },
    'its objects are copied to arn:aws:s3:::abroad',
  ],
];

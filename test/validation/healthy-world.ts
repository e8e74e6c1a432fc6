import { STACK_POLICY } from '../../lib/contract/stack-policy';
import {
  BEGAN,
  DATA_KEY_ARN,
  type FakeBucket,
  FUNCTION_GROUP,
  KEY_ARN,
  NOW,
  policyOf,
  SECRETS_KEY_ARN,
  type World,
} from './fake-world';

const ACCOUNT = '222222222222';
const CONTEXT = 'kms:EncryptionContext:aws:logs:arn';
const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const key = (arn: string) => ({ arn, account: ACCOUNT, manager: 'CUSTOMER', state: 'Enabled', createdAt: BEGAN });

export const KEY = key(KEY_ARN);
export const DATA_BUCKET = `data-dev-${ACCOUNT}-us-east-1`;
export const TRAIL_BUCKET = `data-trail-dev-${ACCOUNT}-us-east-1`;
export const ACCESS_BUCKET = `data-access-dev-${ACCOUNT}-us-east-1`;
export const SECRET_ARN = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:data-processing/key-ring-dev-AbCdEf`;
export const TOPIC_ARN = `arn:aws:sns:us-east-1:${ACCOUNT}:data-alarms-dev`;
export const WORKLOAD_ROLE = 'data-processing-dev-us-east-1';
const TRAIL_ARN = `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/data-trail-dev`;
const VPC = 'vpc-1';

export const logsStatement = {
  Sid: 'Enable CloudWatch Logs',
  Effect: 'Allow',
  Principal: { Service: 'logs.us-east-1.amazonaws.com' },
  Action: [
    ...['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
    ...['kms:CreateGrant', 'kms:DescribeKey'],
  ],
  Resource: '*',
  Condition: { ArnLike: { [CONTEXT]: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:*` } },
};

const accountStatement = {
  Sid: 'Account',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'kms:*',
  Resource: '*',
};

export const keyPolicy = (...statements: readonly object[]): string => policyOf(accountStatement, ...statements);

const TAGS = {
  Application: 'zero-trust-delivery',
  Environment: 'dev',
  Owner: 'platform-team',
  CostCenter: 'data',
  DataClassification: 'PHI',
  Compliance: 'HIPAA',
  ManagedBy: 'aws-cdk',
};

const resource = (logicalId: string, type: string, physicalId: string) => ({
  logicalId,
  type,
  physicalId,
  status: 'CREATE_COMPLETE',
  drift: 'NOT_CHECKED',
});

const SERVICES = ['kms', 'logs', 'secretsmanager', 'lambda', 'sts', 'monitoring', 'sqs', 'sns', 's3'];

const queue = (name: string) => `https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/${name}-dead-letters`;

const ALARMS = ['data-processing-dev', 'rotate-key-ring-dev'].flatMap((name) =>
  (
    [
      ['Errors', 'FunctionName', name],
      ['Throttles', 'FunctionName', name],
      ['ApproximateNumberOfMessagesVisible', 'QueueName', `${name}-dead-letters`],
    ] as const
  ).map(([metric, dimension, of]) => ({
    name: `${name}-${metric}`,
    actionsEnabled: true,
    actions: [TOPIC_ARN],
    namespace: 'x',
    metric,
    dimensions: { [dimension]: of },
  })),
);

const GROUPS = [FUNCTION_GROUP, '/data/dev/flow-logs', '/data/dev/trail'];

const OWNED = {
  'data-dev': [
    resource('Vpc', 'AWS::EC2::VPC', VPC),
    ...['a', 'b'].flatMap((zone) => [
      resource(`Subnet${zone}`, 'AWS::EC2::Subnet', `subnet-${zone}`),
      resource(`Routes${zone}`, 'AWS::EC2::RouteTable', `rtb-${zone}`),
    ]),
    resource('Endpoints', 'AWS::EC2::SecurityGroup', 'sg-endpoints'),
    resource('Workload', 'AWS::EC2::SecurityGroup', 'sg-workload'),
    ...SERVICES.map((service) => resource(`${service}Endpoint`, 'AWS::EC2::VPCEndpoint', `vpce-${service}`)),
    resource('FlowLog', 'AWS::EC2::FlowLog', 'fl-1'),
    ...GROUPS.map((name) => resource(name, 'AWS::Logs::LogGroup', name)),
    ...[KEY_ARN, DATA_KEY_ARN, SECRETS_KEY_ARN].map((arn) => resource('Key', 'AWS::KMS::Key', arn.split('/')[1] ?? '')),
    ...[DATA_BUCKET, TRAIL_BUCKET, ACCESS_BUCKET].map((name) => resource('Bucket', 'AWS::S3::Bucket', name)),
    ...['data-processing-dev', 'rotate-key-ring-dev'].flatMap((name) => [
      resource('Function', 'AWS::Lambda::Function', name),
      resource('Role', 'AWS::IAM::Role', `${name}-us-east-1`),
      resource('DeadLetters', 'AWS::SQS::Queue', queue(name)),
    ]),
    resource('KeyRing', 'AWS::SecretsManager::Secret', SECRET_ARN),
    resource('Trail', 'AWS::CloudTrail::Trail', 'data-trail-dev'),
    resource('Topic', 'AWS::SNS::Topic', TOPIC_ARN),
    ...ALARMS.map(({ name }) => resource('Alarm', 'AWS::CloudWatch::Alarm', name)),
    resource('EndangeredKey', 'AWS::Events::Rule', 'data-dev-EndangeredKey'),
    resource('FailedRotation', 'AWS::Events::Rule', 'data-dev-FailedRotation'),
  ],
  'validation-access-dev': [resource('Role', 'AWS::IAM::Role', 'delivery-validation-dev-us-east-1')],
};

const endpoint = (service: string) => ({
  id: `vpce-${service}`,
  service: `com.amazonaws.us-east-1.${service}`,
  type: service === 's3' ? 'Gateway' : 'Interface',
  state: 'available',
  privateDns: service !== 's3',
  policy: policyOf({
    Sid: 'ThisAccountOnly',
    Effect: 'Allow',
    Principal: '*',
    Action: `${service === 'monitoring' ? 'cloudwatch' : service}:*`,
    Resource: '*',
    Condition: {
      StringEquals: {
        'aws:PrincipalAccount': ACCOUNT,
        ...(['sts', 'monitoring'].includes(service) ? {} : { 'aws:ResourceAccount': ACCOUNT }),
      },
    },
  }),
  ...(service === 's3'
    ? { subnetIds: [], routeTableIds: ['rtb-a', 'rtb-b'], groupIds: [] }
    : { subnetIds: ['subnet-a', 'subnet-b'], routeTableIds: [], groupIds: ['sg-endpoints'] }),
});

const HTTPS = { protocol: 'tcp', ports: '443', cidrs: [], groupIds: [], prefixListIds: [] };

const refuse = (sid: string, resourceArn: string | readonly string[], condition: object, action = 's3:PutObject') => ({
  Sid: sid,
  Effect: 'Deny',
  Action: action,
  Resource: resourceArn,
  Condition: condition,
});

const bucketArn = (name: string): string => `arn:aws:s3:::${name}`;

const secure = (bucket: string): readonly object[] =>
  [
    refuse('Tls', [bucketArn(bucket), `${bucketArn(bucket)}/*`], { Bool: { 'aws:SecureTransport': 'false' } }, 's3:*'),
    refuse(
      'OldTls',
      [bucketArn(bucket), `${bucketArn(bucket)}/*`],
      { NumericLessThan: { 's3:TlsVersion': '1.2' } },
      's3:*',
    ),
  ].map((statement) => ({ ...statement, Principal: '*' }));

const HEADER = 's3:x-amz-server-side-encryption';
const REFUSED_PUTS = [
  refuse('RefuseUnencryptedPut', `${bucketArn(DATA_BUCKET)}/*`, { StringNotEquals: { [HEADER]: 'aws:kms' } }),
  refuse('RefuseAnotherKey', `${bucketArn(DATA_BUCKET)}/*`, {
    StringNotEquals: { [`${HEADER}-aws-kms-key-id`]: DATA_KEY_ARN },
  }),
];

const deliver = (
  service: string,
  resourceArn: string,
  source: string | readonly string[],
  action = 's3:PutObject',
) => ({
  Effect: 'Allow',
  Principal: { Service: service },
  Action: action,
  Resource: resourceArn,
  Condition: { StringEquals: { 'aws:SourceArn': source } },
});

const bucket = (keyArn: string | undefined, more: FakeBucket): FakeBucket => ({
  encryption: keyArn
    ? { algorithm: 'aws:kms', keyId: keyArn, bucketKey: true }
    : { algorithm: 'AES256', bucketKey: false },
  versioning: 'Enabled',
  block: { blockAcls: true, ignoreAcls: true, blockPolicy: true, restrict: true },
  ownership: 'BucketOwnerEnforced',
  ...more,
});

const BUCKETS = {
  [DATA_BUCKET]: bucket(DATA_KEY_ARN, {
    logging: { bucket: ACCESS_BUCKET, prefix: 'data/' },
    policy: policyOf(...secure(DATA_BUCKET), ...REFUSED_PUTS.map((statement) => ({ ...statement, Principal: '*' }))),
    lifecycle: [{ id: 'tier', enabled: true, filtered: false, storageClasses: ['INTELLIGENT_TIERING'] }],
  }),
  [TRAIL_BUCKET]: bucket(KEY_ARN, {
    logging: { bucket: ACCESS_BUCKET, prefix: 'trail/' },
    policy: policyOf(
      ...secure(TRAIL_BUCKET),
      deliver('cloudtrail.amazonaws.com', `${bucketArn(TRAIL_BUCKET)}/AWSLogs/${ACCOUNT}/*`, TRAIL_ARN),
    ),
  }),
  [ACCESS_BUCKET]: bucket(undefined, {
    policy: policyOf(
      ...secure(ACCESS_BUCKET),
      deliver('logging.s3.amazonaws.com', `${bucketArn(ACCESS_BUCKET)}/*`, [DATA_BUCKET, TRAIL_BUCKET].map(bucketArn)),
    ),
  }),
};

const trust = (service: string): string =>
  policyOf({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' });

const may = (action: string | readonly string[], resourceArn: string | readonly string[]) => ({
  Effect: 'Allow',
  Action: action,
  Resource: resourceArn,
});

const OUTSIDE = refuse(
  'RefuseOutsideTheVpc',
  [bucketArn(DATA_BUCKET), `${bucketArn(DATA_BUCKET)}/*`, DATA_KEY_ARN, SECRETS_KEY_ARN, SECRET_ARN],
  { StringNotEquals: { 'aws:SourceVpc': VPC }, Bool: { 'aws:ViaAWSService': 'false' } },
);

const functionRole = (...statements: readonly object[]) => ({
  trust: trust('lambda.amazonaws.com'),
  tags: TAGS,
  attached: {},
  inline: {
    only: policyOf({ Sid: 'RefuseOtherRoles', Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*' }, ...statements),
  },
});

const ROLES = {
  [WORKLOAD_ROLE]: {
    ...functionRole(may(['s3:GetObject', 's3:PutObject'], `${bucketArn(DATA_BUCKET)}/*`), ...REFUSED_PUTS, {
      ...OUTSIDE,
      Action: ['s3:*', 'kms:*', 'secretsmanager:*'],
    }),
    attached: { [`arn:aws:iam::${ACCOUNT}:policy/extra`]: policyOf(may('logs:PutLogEvents', '*')) },
  },
  'rotate-key-ring-dev-us-east-1': functionRole(),
  'delivery-validation-dev-us-east-1': {
    trust: policyOf({
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:root' },
      Action: 'sts:AssumeRole',
      Condition: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/delivery-validation' } },
    }),
    tags: TAGS,
    attached: {},
    inline: {},
  },
};

const publish = (service: string) => ({
  Effect: 'Allow',
  Principal: { Service: service },
  Action: 'sns:Publish',
  Resource: TOPIC_ARN,
  Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
});

const pattern = (eventName: readonly string[], detail: object): string =>
  JSON.stringify({ source: ['aws'], detail: { eventName, ...detail } });

const taggedArns = (): readonly string[] => {
  const ec2 = (part: string) => `arn:aws:ec2:us-east-1:${ACCOUNT}:${part}`;
  const here = (service: string, name: string) => `arn:aws:${service}:us-east-1:${ACCOUNT}:${name}`;
  return [
    ...[
      ec2(`vpc/${VPC}`),
      ec2('subnet/subnet-a'),
      ec2('subnet/subnet-b'),
      ec2('route-table/rtb-a'),
      ec2('route-table/rtb-b'),
    ],
    ...[ec2('security-group/sg-endpoints'), ec2('security-group/sg-workload'), ec2('vpc-flow-log/fl-1')],
    ...SERVICES.map((service) => ec2(`vpc-endpoint/vpce-${service}`)),
    ...GROUPS.map((name) => here('logs', `log-group:${name}`)),
    ...[KEY_ARN, DATA_KEY_ARN, SECRETS_KEY_ARN, SECRET_ARN, TOPIC_ARN, TRAIL_ARN],
    ...[DATA_BUCKET, TRAIL_BUCKET, ACCESS_BUCKET].map(bucketArn),
    ...['data-processing-dev', 'rotate-key-ring-dev'].flatMap((name) => [
      here('lambda', `function:${name}`),
      here('sqs', `${name}-dead-letters`),
    ]),
    ...ALARMS.map(({ name }) => here('cloudwatch', `alarm:${name}`)),
    ...['data-dev-EndangeredKey', 'data-dev-FailedRotation'].map((name) => here('events', `rule/${name}`)),
  ];
};

const functionConfiguration = (name: string) => ({
  roleArn: role(`${name}-us-east-1`),
  vpcId: VPC,
  subnetIds: ['subnet-a', 'subnet-b'],
  groupIds: ['sg-workload'],
  logGroup: `/aws/lambda/${name}`,
});

const aclEntries = [false, true].flatMap((egress) => [
  { egress, number: 100, action: 'allow', protocol: '-1', cidr: '0.0.0.0/0' },
  { egress, number: 32767, action: 'deny', protocol: '-1', cidr: '0.0.0.0/0' },
]);

const routes = [{ to: '10.10.0.0/16', via: 'local' }];

const queueOf = (name: string) => ({
  arn: `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}-dead-letters`,
  keyId: DATA_KEY_ARN,
  policy: policyOf({
    Effect: 'Deny',
    Principal: '*',
    Action: 'sqs:*',
    Resource: '*',
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  }),
});

/** A target as it was deployed, on which every check passes. */
export const healthyWorld = (now: number = NOW): World => ({
  callerArn: `arn:aws:sts::${ACCOUNT}:assumed-role/delivery-validation-dev-us-east-1/delivery-validation`,
  groups: GROUPS.map((name) => ({ name, kmsKeyArn: KEY_ARN, retentionInDays: 90, createdAt: BEGAN })),
  streams: { [FUNCTION_GROUP]: [{ name: 'first', createdAt: BEGAN + 1 }] },
  keys: {
    'alias/data-logs-dev': KEY,
    'alias/data-data-dev': key(DATA_KEY_ARN),
    'alias/data-secrets-dev': key(SECRETS_KEY_ARN),
  },
  policies: {
    [KEY_ARN]: keyPolicy(logsStatement),
    [DATA_KEY_ARN]: keyPolicy(),
    [SECRETS_KEY_ARN]: keyPolicy(),
  },
  rotation: { enabled: true, periodInDays: 90 },
  grants: [],
  stacks: {
    'data-dev': { protected: true, outputs: { DataRetention: 'retained' }, status: 'CREATE_COMPLETE' },
    'validation-access-dev': { protected: false, outputs: {}, status: 'CREATE_COMPLETE' },
  },
  owned: structuredClone(OWNED),
  stackPolicies: { 'data-dev': JSON.stringify(STACK_POLICY) },
  templates: { 'data-dev': '{"Resources":{}}', 'validation-access-dev': '{"Resources":{}}' },
  invocation: (payload) => ({ payload: JSON.stringify({ probe: JSON.parse(payload).id }) }),
  functions: {
    'data-processing-dev': functionConfiguration('data-processing-dev'),
    'rotate-key-ring-dev': functionConfiguration('rotate-key-ring-dev'),
  },
  secret: {
    arn: SECRET_ARN,
    keyId: SECRETS_KEY_ARN,
    rotates: true,
    rotatedBy: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:rotate-key-ring-dev`,
    everyDays: 90,
    rotatedAt: now - 86_400_000,
    nextRotationAt: now + 86_400_000,
    createdAt: BEGAN,
    versions: { one: ['AWSCURRENT', 'AWSPENDING'], old: ['AWSPREVIOUS'] },
  },
  queues: {
    [queue('data-processing-dev')]: queueOf('data-processing-dev'),
    [queue('rotate-key-ring-dev')]: queueOf('rotate-key-ring-dev'),
  },
  tags: Object.fromEntries(taggedArns().map((arn) => [arn, { ...TAGS }])),
  gateways: { internet: [], egressOnly: [], nat: [], vpn: [], transit: [], peering: [] },
  routeTables: [
    { id: 'rtb-main', main: true, subnetIds: [], routes },
    ...['a', 'b'].map((zone) => ({
      id: `rtb-${zone}`,
      main: false,
      subnetIds: [`subnet-${zone}`],
      routes: [...routes, { to: 'pl-63a5400a', via: 'vpce-s3' }],
    })),
  ],
  subnets: ['a', 'b'].map((zone) => ({
    id: `subnet-${zone}`,
    zone: `us-east-1${zone}`,
    publicAddresses: false,
    ipv6: false,
  })),
  interfaces: [{ id: 'eni-1', description: 'AWS Lambda VPC ENI', publicAddresses: [] }],
  endpoints: SERVICES.map(endpoint),
  securityGroups: [
    { id: 'sg-default', name: 'default', rules: [] },
    {
      id: 'sg-endpoints',
      name: 'Endpoints',
      rules: [
        { ...HTTPS, direction: 'ingress', groupIds: ['sg-workload'] },
        { ...HTTPS, direction: 'egress', protocol: 'icmp', ports: '252-86', cidrs: ['255.255.255.255/32'] },
      ],
    },
    {
      id: 'sg-workload',
      name: 'Workload',
      rules: [{ ...HTTPS, direction: 'egress', groupIds: ['sg-endpoints'], prefixListIds: ['pl-63a5400a'] }],
    },
  ],
  networkAcls: [{ id: 'acl-1', isDefault: true, entries: aclEntries }],
  flowLogs: [
    {
      id: 'fl-1',
      state: 'ACTIVE',
      traffic: 'ALL',
      destination: 'cloud-watch-logs',
      logGroup: '/data/dev/flow-logs',
      deliveryStatus: 'SUCCESS',
    },
  ],
  prefixLists: ['pl-63a5400a'],
  roles: structuredClone(ROLES),
  simulator: undefined,
  buckets: structuredClone(BUCKETS),
  trail: {
    arn: TRAIL_ARN,
    bucket: TRAIL_BUCKET,
    keyId: KEY_ARN,
    multiRegion: true,
    globalEvents: true,
    validated: true,
    logGroupArn: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/data/dev/trail:*`,
  },
  trailStatus: { logging: true, startedAt: BEGAN, deliveredAt: now - 60_000 },
  selectors: [{ kind: 'All', management: true, objects: [`${bucketArn(DATA_BUCKET)}/`] }],
  recorded: [],
  alarms: structuredClone(ALARMS),
  topic: {
    keyId: KEY_ARN,
    policy: policyOf(publish('cloudwatch.amazonaws.com'), publish('events.amazonaws.com')),
  },
  subscriptions: [],
  rules: {
    'data-dev-EndangeredKey': {
      state: 'ENABLED',
      pattern: pattern(['DisableKey', 'ScheduleKeyDeletion'], {
        resources: { ARN: [DATA_KEY_ARN, KEY_ARN, SECRETS_KEY_ARN] },
      }),
    },
    'data-dev-FailedRotation': {
      state: 'ENABLED',
      pattern: pattern(['RotationFailed'], { additionalEventData: { SecretId: [SECRET_ARN] } }),
    },
  },
  ruleTargets: { 'data-dev-EndangeredKey': [TOPIC_ARN], 'data-dev-FailedRotation': [TOPIC_ARN] },
  lateness: 2,
  delivers: true,
  refused: [],
  pageSize: 50,
});

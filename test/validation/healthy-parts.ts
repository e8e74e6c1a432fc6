import { DATA_KEY_ARN, type FakeBucket, KEY_ARN, policyOf, SECRETS_KEY_ARN } from './fake-world';
import { RECORD, RULE } from './healthy-lifecycle';
import {
  ACCESS_BUCKET,
  ACCOUNT,
  ALARMS,
  DATA_BUCKET,
  GROUPS,
  queue,
  resource,
  SECRET_ARN,
  SERVICES,
  TAGS,
  TOPIC_ARN,
  TRAIL_ARN,
  TRAIL_BUCKET,
  VPC,
  WORKLOAD_ROLE,
} from './healthy-names';
import { PERHAPS_THIS_TRAIL, trust } from './healthy-services';

export const OWNED = {
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
    resource('DataBucket', 'AWS::S3::Bucket', DATA_BUCKET),
    resource('TrailBucket', 'AWS::S3::Bucket', TRAIL_BUCKET),
    resource('AccessLogs', 'AWS::S3::Bucket', ACCESS_BUCKET),
    ...['data-processing-dev', 'rotate-key-ring-dev'].flatMap((name) => [
      resource('Function', 'AWS::Lambda::Function', name),
      resource('Role', 'AWS::IAM::Role', `${name}-us-east-1`),
      resource('DeadLetters', 'AWS::SQS::Queue', queue(name)),
    ]),
    resource('Extra', 'AWS::IAM::ManagedPolicy', `arn:aws:iam::${ACCOUNT}:policy/extra-dev-us-east-1`),
    resource('KeyRing', 'AWS::SecretsManager::Secret', SECRET_ARN),
    resource('Trail', 'AWS::CloudTrail::Trail', 'data-trail-dev-us-east-1'),
    resource('Topic', 'AWS::SNS::Topic', TOPIC_ARN),
    ...ALARMS.map(({ name }) => resource('Alarm', 'AWS::CloudWatch::Alarm', name)),
    resource('EndangeredKey', 'AWS::Events::Rule', 'data-dev-EndangeredKey'),
    resource('FailedRotation', 'AWS::Events::Rule', 'data-dev-FailedRotation'),
  ],
  'validation-access-dev': [resource('Role', 'AWS::IAM::Role', 'delivery-validation-dev-us-east-1')],
};

export const endpoint = (service: string) => ({
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
    ? { subnetIds: [], routeTableIds: ['rtb-a', 'rtb-b'], groupIds: [], interfaceIds: [] }
    : { subnetIds: ['subnet-a', 'subnet-b'], routeTableIds: [], groupIds: ['sg-endpoints'], interfaceIds: ['eni-2'] }),
});

export const HTTPS = { protocol: 'tcp', ports: '443', cidrs: [], groupIds: [], prefixListIds: [] };

const refuse = (sid: string, resourceArn: string | readonly string[], condition: object, action = 's3:PutObject') => ({
  Sid: sid,
  Effect: 'Deny',
  Action: action,
  Resource: resourceArn,
  Condition: condition,
});

export const bucketArn = (name: string): string => `arn:aws:s3:::${name}`;

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
  Condition: {
    StringEquals: { 'aws:SourceArn': source, ...(typeof source !== 'string' && { 'aws:SourceAccount': ACCOUNT }) },
  },
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

export const BUCKETS = {
  [DATA_BUCKET]: bucket(DATA_KEY_ARN, {
    logging: { bucket: ACCESS_BUCKET, prefix: 'data/' },
    policy: policyOf(...secure(DATA_BUCKET), ...REFUSED_PUTS.map((statement) => ({ ...statement, Principal: '*' }))),
    lifecycle: [
      {
        ...RULE,
        id: 'tier',
        storageClasses: ['INTELLIGENT_TIERING'],
        effects: ['objects move to INTELLIGENT_TIERING after 0 days'],
      },
      { ...RULE, effects: ['old versions expire after 365 days', 'delete markers that hide nothing go'] },
    ],
  }),
  [TRAIL_BUCKET]: bucket(KEY_ARN, {
    logging: { bucket: ACCESS_BUCKET, prefix: 'trail/' },
    lifecycle: RECORD,
    policy: policyOf(
      ...secure(TRAIL_BUCKET),
      deliver('cloudtrail.amazonaws.com', `${bucketArn(TRAIL_BUCKET)}/AWSLogs/${ACCOUNT}/*`, TRAIL_ARN),
      deliver('cloudtrail.amazonaws.com', bucketArn(TRAIL_BUCKET), TRAIL_ARN, 's3:GetBucketAcl'),
    ),
  }),
  [ACCESS_BUCKET]: bucket(undefined, {
    lifecycle: RECORD,
    policy: policyOf(
      ...secure(ACCESS_BUCKET),
      deliver('logging.s3.amazonaws.com', `${bucketArn(ACCESS_BUCKET)}/*`, [DATA_BUCKET, TRAIL_BUCKET].map(bucketArn)),
    ),
  }),
};

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

export const ROLES = {
  [WORKLOAD_ROLE]: {
    ...functionRole(may(['s3:GetObject', 's3:PutObject'], `${bucketArn(DATA_BUCKET)}/*`), ...REFUSED_PUTS, {
      ...OUTSIDE,
      Action: ['s3:*', 'kms:*', 'secretsmanager:*'],
    }),
    attached: { [`arn:aws:iam::${ACCOUNT}:policy/extra-dev-us-east-1`]: policyOf(may('logs:PutLogEvents', '*')) },
  },
  'rotate-key-ring-dev-us-east-1': functionRole(),
  audit: { trust: trust('cloudtrail.amazonaws.com', PERHAPS_THIS_TRAIL), tags: TAGS, attached: {}, inline: {} },
  publisher: {
    trust: trust('events.amazonaws.com', {
      'aws:SourceArn': ['data-dev-EndangeredKey', 'data-dev-FailedRotation'].map(
        (name) => `arn:aws:events:us-east-1:${ACCOUNT}:rule/${name}`,
      ),
      'aws:SourceAccount': ACCOUNT,
    }),
    tags: TAGS,
    attached: {},
    inline: { only: policyOf(may('sns:Publish', TOPIC_ARN), may(['kms:Decrypt', 'kms:GenerateDataKey'], KEY_ARN)) },
  },
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

export const taggedArns = (): readonly string[] => {
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

import { STACK_POLICY } from '../../lib/contract/stack-policy';
import { BEGAN, DATA_KEY_ARN, FUNCTION_GROUP, KEY_ARN, NOW, policyOf, SECRETS_KEY_ARN, type World } from './fake-world';
import { DECLARED } from './healthy-lifecycle';
import {
  ACCOUNT,
  ALARMS,
  DATA_BUCKET,
  GROUPS,
  KEY,
  key,
  keyPolicy,
  logsStatement,
  queue,
  role,
  SECRET_ARN,
  SERVICES,
  TAGS,
  TRAIL_ARN,
  TRAIL_BUCKET,
  VPC,
} from './healthy-names';
import { BUCKETS, bucketArn, endpoint, HTTPS, OWNED, ROLES, taggedArns } from './healthy-parts';
import { KEY_USERS, PUBLISH, pattern, TO_THE_TOPIC } from './healthy-services';
import { healthySurroundings } from './healthy-surroundings';

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
    [KEY_ARN]: keyPolicy(logsStatement, ...KEY_USERS),
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
  detections: [{ status: 'DETECTION_COMPLETE' }],
  drifts: {},
  stackPolicies: { 'data-dev': JSON.stringify(STACK_POLICY) },
  templates: {
    'data-dev': JSON.stringify({
      Parameters: { BootstrapVersion: { Default: '/cdk-bootstrap/hnb659fds/version' } },
      Resources: DECLARED,
    }),
    'validation-access-dev': JSON.stringify({
      Resources: {},
      Description: 'for arn:aws:iam::111111111111:role/delivery-validation',
    }),
  },
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
    replicas: [],
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
  interfaces: [
    { id: 'eni-1', description: 'AWS Lambda VPC ENI', type: 'lambda', publicAddresses: [] },
    { id: 'eni-2', description: 'VPC Endpoint Interface', type: 'vpc_endpoint', publicAddresses: [] },
  ],
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
  otherTrails: [],
  trail: {
    arn: TRAIL_ARN,
    bucket: TRAIL_BUCKET,
    keyId: KEY_ARN,
    multiRegion: true,
    globalEvents: true,
    validated: true,
    logGroupArn: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/data/dev/trail:*`,
    logRoleArn: role('audit'),
  },
  trailStatus: { logging: true, startedAt: BEGAN, deliveredAt: now - 60_000 },
  selectors: {
    EventSelectors: [
      {
        ReadWriteType: 'All',
        IncludeManagementEvents: true,
        DataResources: [{ Type: 'AWS::S3::Object', Values: [`${bucketArn(DATA_BUCKET)}/`] }],
      },
    ],
    AdvancedEventSelectors: [],
  },
  recorded: [],
  alarms: structuredClone(ALARMS),
  topics: {},
  tables: {},
  topic: {
    keyId: KEY_ARN,
    policy: policyOf(PUBLISH, {
      Effect: 'Deny',
      Principal: '*',
      Action: 'sns:Publish',
      Resource: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
  },
  subscriptions: [],
  rules: {
    'data-dev-EndangeredKey': {
      state: 'ENABLED',
      pattern: pattern('kms', 'API Call', ['DisableKey', 'ScheduleKeyDeletion'], {
        resources: { ARN: [DATA_KEY_ARN, KEY_ARN, SECRETS_KEY_ARN] },
      }),
    },
    'data-dev-FailedRotation': {
      state: 'ENABLED',
      pattern: pattern('secretsmanager', 'Service Event', ['RotationFailed'], {
        additionalEventData: { SecretId: [SECRET_ARN] },
      }),
    },
  },
  ruleTargets: { 'data-dev-EndangeredKey': [TO_THE_TOPIC], 'data-dev-FailedRotation': [TO_THE_TOPIC] },
  ...healthySurroundings(),
  lateness: 2,
  delivers: true,
  refused: [],
  pageSize: 50,
});

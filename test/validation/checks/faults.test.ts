import { describe, expect, test } from '@jest/globals';
import type { ValidationResult } from '../../../lib/contract/validation-report';
import { CHECKS } from '../../../lib/validation/checks';
import { validate } from '../../../lib/validation/validate';
import {
  DATA_BUCKET,
  DATA_KEY_ARN,
  FakeCloud,
  FUNCTION_GROUP,
  fakeClock,
  healthyWorld,
  KEY_ARN,
  NOW,
  SECRET_ARN,
  TARGET,
  TOPIC_ARN,
  TRAIL_BUCKET,
  WORKLOAD_ROLE,
  type World,
} from '../fake-cloud';

type Change = (world: World) => void;

const ask = async (id: string, change: Change): Promise<readonly ValidationResult[]> => {
  const world = { ...healthyWorld(), lateness: 0 };
  change(world);
  const checks = CHECKS.filter((check) => check.id === id);
  return (await validate(TARGET, { cloud: new FakeCloud(world), clock: fakeClock(), checks })).results;
};

/** What is not a pass, in one line each. */
const said = async (id: string, change: Change): Promise<readonly string[]> =>
  (await ask(id, change)).flatMap((one) =>
    one.status === 'pass' ? [] : [`${one.status}: ${one.subject}: ${one.because}`],
  );

const DAY = 86_400_000;
const gateway = (state = 'available', vpc = 'vpc-1') => [{ id: 'gw-1', state, vpcIds: [vpc] }];

/** Replaces parts of the first thing of a list. */
const first = <T extends object>(list: readonly T[], change: Partial<T>): T[] =>
  list.map((each, index) => (index === 0 ? { ...each, ...change } : each));

const trail =
  (change: object): Change =>
  (world) => {
    if (world.trail) world.trail = { ...world.trail, ...change };
  };
const secret =
  (change: object): Change =>
  (world) => {
    if (world.secret) world.secret = { ...world.secret, ...change };
  };
const status =
  (change: object): Change =>
  (world) => {
    world.trailStatus = { ...world.trailStatus, ...change };
  };

const ENDANGERED = 'data-dev-EndangeredKey';
const OWNED_SUBSCRIPTION = {
  ...{ logicalId: 'Mail', type: 'AWS::SNS::Subscription', physicalId: 'x', status: 'CREATE_COMPLETE' },
  drift: 'NOT_CHECKED',
};
const PENDING = { arn: 'PendingConfirmation', protocol: 'email', endpoint: 'a@example.com' };

const FAULTS: readonly (readonly [check: string, fault: string, change: Change, says: string])[] = [
  ...(['egressOnly', 'nat', 'vpn', 'transit', 'peering'] as const).map(
    (kind) =>
      [
        'no-gateway-out',
        `a way out (${kind})`,
        (world: World) => {
          world.gateways[kind] = gateway();
        },
        'gw-1 leads out of it',
      ] as const,
  ),
  [
    'routes-stay-inside',
    'an IPv6 route',
    (world) =>
      world.routeTables.push({ id: 'rtb-x', main: false, subnetIds: [], routes: [{ to: '::/0', via: 'eigw-1' }] }),
    'its route ::/0 leads to eigw-1',
  ],
  [
    'routes-stay-inside',
    'a route to a peering',
    (world) =>
      world.routeTables.push({
        id: 'rtb-x',
        main: false,
        subnetIds: [],
        routes: [{ to: '10.99.0.0/16', via: 'pcx-1' }],
      }),
    'leads to pcx-1',
  ],
  [
    'no-public-addresses',
    'a subnet with IPv6',
    (world) => {
      world.subnets = first(world.subnets, { ipv6: true });
    },
    'has IPv6 addresses',
  ],
  [
    'no-public-addresses',
    'an elastic address',
    (world) => {
      world.interfaces = first(world.interfaces, { publicAddresses: ['203.0.113.9'] });
    },
    'has the public address 203.0.113.9',
  ],
  [
    'functions-inside-vpc',
    'no function',
    (world) => {
      world.functions['rotate-key-ring-dev'] = undefined;
    },
    'does not exist',
  ],
  [
    'functions-inside-vpc',
    'a foreign group',
    (world) => {
      const found = world.functions['data-processing-dev'];
      if (found) world.functions['data-processing-dev'] = { ...found, groupIds: ['sg-x'] };
    },
    'runs in sg-x',
  ],
  [
    'functions-inside-vpc',
    'no group',
    (world) => {
      const found = world.functions['data-processing-dev'];
      if (found) world.functions['data-processing-dev'] = { ...found, groupIds: [] };
    },
    'no security group',
  ],
  [
    'isolated-subnets',
    'one zone',
    (world) => {
      world.subnets = world.subnets.map((subnet) => ({ ...subnet, zone: 'us-east-1a' }));
    },
    'lie in us-east-1a, not in two',
  ],
  [
    'isolated-subnets',
    'a subnet on the main table',
    (world) => {
      world.routeTables = world.routeTables.filter(({ id }) => id !== 'rtb-a');
    },
    'takes the main one',
  ],
  [
    'endpoints-available',
    'a pending endpoint',
    (world) => {
      world.endpoints = first(world.endpoints, { state: 'pending' });
    },
    'is in state pending',
  ],
  [
    'endpoints-available',
    'no private DNS',
    (world) => {
      world.endpoints = first(world.endpoints, { privateDns: false });
    },
    'no private DNS',
  ],
  [
    'endpoints-available',
    'one subnet',
    (world) => {
      world.endpoints = first(world.endpoints, { subnetIds: ['subnet-a'] });
    },
    '1 subnets',
  ],
  [
    'endpoints-available',
    'a missing endpoint',
    (world) => {
      world.endpoints = world.endpoints.slice(1);
    },
    'no endpoint of its stack for kms',
  ],
  [
    'endpoints-available',
    'S3 in one route table only',
    (world) => {
      world.endpoints = world.endpoints.map((each) => ({ ...each, routeTableIds: each.routeTableIds.slice(1) }));
    },
    'is in no route of rtb-a',
  ],
  [
    'endpoint-policies',
    'no policy',
    (world) => {
      world.endpoints = world.endpoints.map(({ policy: _, ...each }) => each);
    },
    'serves everybody',
  ],
  [
    'endpoint-policies',
    'a policy without the resource account',
    (world) => {
      world.endpoints = world.endpoints.map((each) => ({
        ...each,
        policy: (each.policy ?? '').replace('aws:ResourceAccount', 'aws:PrincipalOrgID'),
      }));
    },
    'does not serve calls of 222222222222',
  ],
  [
    'endpoint-policies',
    "another account's resources",
    (world) => {
      world.endpoints = world.endpoints.map((each) => ({
        ...each,
        policy: (each.policy ?? '').replace(',"aws:ResourceAccount":"222222222222"', ''),
      }));
    },
    'reach resources of other accounts',
  ],
  [
    'security-groups',
    'another prefix list',
    (world) => {
      world.prefixLists = ['pl-other'];
    },
    'egress names pl-63a5400a',
  ],
  [
    'security-groups',
    'a group that no stack owns',
    (world) => world.securityGroups.push({ id: 'sg-x', name: 'x', rules: [] }),
    'belongs to no stack',
  ],
  [
    'network-acls',
    'an entry more',
    (world) =>
      world.networkAcls.push({
        id: 'acl-2',
        isDefault: true,
        entries: [{ number: 90, egress: false, action: 'allow', protocol: '6', cidr: '0.0.0.0/0' }],
      }),
    'has the entry ingress 90 allow 6',
  ],
  [
    'network-acls',
    'an entry less',
    (world) => {
      world.networkAcls = [{ id: 'acl-1', isDefault: true, entries: [] }];
    },
    'lacks the entry ingress 100 allow',
  ],
  [
    'key-policies',
    'a wildcard principal',
    (world) => {
      world.policies[DATA_KEY_ARN] =
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"}]}';
    },
    'its policy lets every account in (kms:Decrypt)',
  ],
  [
    'key-state',
    'the key of a log group is gone',
    (world) => {
      world.groups = first(world.groups, { kmsKeyArn: KEY_ARN.replace('0d6f', 'none') });
    },
    'does not exist',
  ],
  [
    'queues-guarded',
    'no policy',
    (world) => {
      for (const [url, queue] of Object.entries(world.queues)) {
        const { policy: _, ...rest } = queue ?? { arn: 'x' };
        world.queues[url] = rest;
      }
    },
    'does not refuse whoever comes without TLS',
  ],
  [
    'queues-guarded',
    'no queue',
    (world) => {
      world.queues = {};
    },
    'does not exist',
  ],
  [
    'log-groups-expected',
    'a group that is gone',
    (world) => {
      world.groups = world.groups.slice(1);
    },
    'its stack owns the log group, but it does not exist',
  ],
  [
    'log-groups-expected',
    "a helper's own group",
    (world) => {
      world.owned['data-dev']?.push({
        ...OWNED_SUBSCRIPTION,
        type: 'AWS::Lambda::Function',
        physicalId: 'data-dev-Helper',
      });
      world.groups.push({ name: '/aws/lambda/data-dev-Helper' });
    },
    '/aws/lambda/data-dev-Helper: the log group belongs to no stack',
  ],
  [
    'log-streams-after-key',
    'a stream older than the key',
    (world) => {
      world.keys['alias/data-logs-dev'] = {
        arn: KEY_ARN,
        account: TARGET.account,
        manager: 'CUSTOMER',
        state: 'Enabled',
        createdAt: NOW,
      };
    },
    `when its key ${KEY_ARN} was made`,
  ],
  [
    'log-streams-after-key',
    'two streams before the association',
    (world) => {
      world.streams[FUNCTION_GROUP] = [
        { name: 'b', createdAt: NOW - 2 },
        { name: 'a', createdAt: NOW - 9 },
        { name: 'c', createdAt: NOW },
      ];
      world.recorded = [
        {
          at: NOW - 1,
          parameters: { resourceIdentifier: `arn:aws:logs:us-east-1:222222222222:log-group:${FUNCTION_GROUP}:*` },
        },
      ];
    },
    '2 streams began before',
  ],
  [
    'log-streams-after-key',
    'a group without key',
    (world) => {
      world.groups = [{ name: FUNCTION_GROUP }];
    },
    'has no key',
  ],
  [
    'buckets-encrypted',
    'no encryption',
    (world) => {
      world.buckets[DATA_BUCKET] = {
        ...world.buckets[DATA_BUCKET],
        encryption: { algorithm: 'aws:kms', keyId: KEY_ARN, bucketKey: false },
      };
    },
    `it encrypts with ${KEY_ARN}`,
  ],
  [
    'buckets-guarded',
    'half a block of public access',
    (world) => {
      world.buckets[DATA_BUCKET] = {
        ...world.buckets[DATA_BUCKET],
        block: { blockAcls: true, ignoreAcls: true, blockPolicy: false, restrict: true },
      };
    },
    'not wholly on',
  ],
  [
    'buckets-guarded',
    'ACLs that count',
    (world) => {
      world.buckets[DATA_BUCKET] = { ...world.buckets[DATA_BUCKET], ownership: 'ObjectWriter' };
    },
    'its object ownership is ObjectWriter',
  ],
  [
    'buckets-guarded',
    'a bucket nobody knows',
    (world) => world.owned['data-dev']?.push({ ...OWNED_SUBSCRIPTION, type: 'AWS::S3::Bucket', physicalId: 'more' }),
    'own a bucket that nothing here vouches for',
  ],
  [
    'buckets-logged',
    'logs elsewhere',
    (world) => {
      world.buckets[TRAIL_BUCKET] = { ...world.buckets[TRAIL_BUCKET], logging: { bucket: 'else', prefix: '' } };
    },
    'its access logs go to else',
  ],
  [
    'bucket-deliveries',
    'no trail in',
    (world) => {
      world.buckets[TRAIL_BUCKET] = {
        ...world.buckets[TRAIL_BUCKET],
        policy: '{"Version":"2012-10-17","Statement":[]}',
      };
    },
    'does not let cloudtrail.amazonaws.com write',
  ],
  [
    'bucket-refuses-unencrypted',
    'no policy at all',
    (world) => {
      delete world.buckets[DATA_BUCKET]?.policy;
    },
    'refused by nothing but want of an Allow',
  ],
  [
    'role-refused-outside-vpc',
    'no role',
    (world) => {
      world.roles[WORKLOAD_ROLE] = undefined;
    },
    'the role does not exist',
  ],
  [
    'role-refused-other-keys',
    'a Deny that is too wide',
    (world) => {
      const found = world.roles[WORKLOAD_ROLE];
      if (found)
        found.inline = {
          only: '{"Version":"2012-10-17","Statement":[{"Sid":"All","Effect":"Deny","Action":"s3:PutObject","Resource":"*"}]}',
        };
    },
    'refused by "All", although the workload needs it',
  ],
  [
    'roles-trust-nobody-else',
    'a whole account',
    (world) => {
      const found = world.roles['delivery-validation-dev-us-east-1'];
      if (found)
        found.trust = found.trust.replace('role/delivery-validation', 'role/*').replace('ArnEquals', 'ArnLike');
    },
    'its trust policy lets arn:aws:iam::111111111111:role/',
  ],
  [
    'secrets-encrypted',
    'no secret',
    (world) => {
      world.secret = undefined;
    },
    'does not exist or waits for its deletion',
  ],
  [
    'secrets-rotate',
    'another rotator',
    secret({ rotatedBy: 'arn:aws:lambda:us-east-1:222222222222:function:other' }),
    'not by the function of the stack',
  ],
  ['secrets-rotate', 'a slower rotation', secret({ everyDays: 365 }), 'rotates every 365 days'],
  ['secrets-rotate', 'a rotation long ago', secret({ rotatedAt: NOW - 92 * DAY }), 'it was last rotated on 2025-10-01'],
  ['secrets-rotate', 'no rotation ever', secret({ rotatedAt: undefined }), 'it has never been rotated'],
  ['secrets-rotate', 'an overdue rotation', secret({ nextRotationAt: NOW - 2 * DAY }), 'is overdue'],
  ['secrets-rotate', 'no next rotation', secret({ nextRotationAt: undefined }), 'no next rotation is planned'],
  [
    'secret-versions',
    'no current version',
    secret({ versions: { a: ['AWSPREVIOUS'] } }),
    '0 of its versions are current',
  ],
  [
    'flow-logs',
    'rejected traffic only',
    (world) => {
      world.flowLogs = first(world.flowLogs, { traffic: 'REJECT' });
    },
    'records REJECT traffic only',
  ],
  [
    'flow-logs',
    'a delivery that fails',
    (world) => {
      world.flowLogs = first(world.flowLogs, { deliveryStatus: 'FAILED', deliveryError: 'Access error' });
    },
    'cannot deliver: Access error',
  ],
  [
    'flow-logs',
    'another log group',
    (world) => {
      world.flowLogs = first(world.flowLogs, { logGroup: '/else' });
    },
    'goes to /else',
  ],
  [
    'trail-logging',
    'a failed delivery',
    status({ deliveryError: 'AccessDenied' }),
    'do not arrive in data-trail-dev-222222222222-us-east-1: AccessDenied',
  ],
  ['trail-logging', 'events that do not arrive', status({ logsDeliveryError: 'denied' }), 'its events do not arrive'],
  ['trail-logging', 'files that never came', status({ deliveredAt: undefined }), 'its last file arrived never'],
  [
    'trail-logging',
    'no trail',
    (world) => {
      world.trail = undefined;
    },
    'the trail does not exist',
  ],
  ['trail-records', 'files nobody validates', trail({ validated: false }), 'not validated'],
  ['trail-records', 'one region', trail({ multiRegion: false }), 'one region only'],
  ['trail-records', 'no global events', trail({ globalEvents: false }), 'does not record global services'],
  ['trail-records', 'another key', trail({ keyId: DATA_KEY_ARN }), `encrypted with ${DATA_KEY_ARN}`],
  ['trail-records', 'another bucket', trail({ bucket: 'else' }), 'its files go to else'],
  ['trail-records', 'no log group', trail({ logGroupArn: undefined }), 'its events go to no log group'],
  [
    'trail-records',
    'reads only',
    (world) => {
      world.selectors = [{ kind: 'ReadOnly', management: true, objects: [] }];
    },
    'no event selector records all management events',
  ],
  [
    'alarms-armed',
    'a missing alarm',
    (world) => {
      world.alarms = world.alarms.slice(1);
    },
    'no alarm watches this metric',
  ],
  [
    'alarms-armed',
    'an alarm that tells somebody else',
    (world) => {
      world.alarms = first(world.alarms, { actions: ['arn:else'] });
    },
    'it tells arn:else',
  ],
  [
    'alarm-topic',
    'no topic',
    (world) => {
      world.topic = undefined;
    },
    'the topic does not exist',
  ],
  [
    'alarm-topic',
    'a topic nobody may publish to',
    (world) => {
      world.topic = { keyId: KEY_ARN, policy: '{"Version":"2012-10-17","Statement":[]}' };
    },
    'does not let cloudwatch.amazonaws.com publish',
  ],
  [
    'alarm-subscribers',
    'a subscriber who is gone',
    (world) => world.owned['data-dev']?.push(OWNED_SUBSCRIPTION),
    '1 of 1 declared subscriptions is gone',
  ],
  [
    'alarm-subscribers',
    'a pending one after an update',
    (world) => {
      world.subscriptions = [PENDING];
      world.stacks['data-dev'] = { protected: true, outputs: {}, status: 'UPDATE_COMPLETE' };
    },
    'nobody has confirmed',
  ],
  [
    'alarm-events',
    'a rule without target',
    (world) => {
      world.ruleTargets[ENDANGERED] = [];
    },
    'it tells nobody',
  ],
  [
    'alarm-events',
    'a key nobody watches',
    (world) => {
      const rule = world.rules[ENDANGERED];
      if (rule) world.rules[ENDANGERED] = { ...rule, pattern: rule.pattern.replace(DATA_KEY_ARN, 'x') };
    },
    `does not watch ${DATA_KEY_ARN}`,
  ],
  [
    'alarm-events',
    'no rule',
    (world) => {
      world.rules = {};
    },
    'no rule watches for this event',
  ],
  [
    'tags',
    'another environment',
    (world) => {
      world.tags[TOPIC_ARN] = { ...world.tags[TOPIC_ARN], Environment: 'prod' };
    },
    'Environment is "prod"',
  ],
  [
    'tags',
    'an untagged secret',
    (world) => {
      delete world.tags[SECRET_ARN];
    },
    'Application is missing',
  ],
  [
    'tags',
    'an untagged role',
    (world) => {
      const found = world.roles[WORKLOAD_ROLE];
      if (found) found.tags = {};
    },
    'Owner is missing',
  ],
  [
    'names-carry-environment',
    'a bucket without account',
    (world) =>
      world.owned['data-dev']?.push({
        ...OWNED_SUBSCRIPTION,
        type: 'AWS::S3::Bucket',
        physicalId: 'data-dev-us-east-1',
      }),
    'its name lacks "222222222222"',
  ],
  [
    'names-carry-environment',
    "another environment's name",
    (world) =>
      world.owned['data-dev']?.push({
        ...OWNED_SUBSCRIPTION,
        type: 'AWS::SQS::Queue',
        physicalId: 'https://sqs/222222222222/jobs-development',
      }),
    'its name lacks "dev"',
  ],
  [
    'stacks-settled',
    'a resource that drifted',
    (world) => world.owned['data-dev']?.push({ ...OWNED_SUBSCRIPTION, drift: 'MODIFIED' }),
    "was modified behind CloudFormation's back",
  ],
  [
    'stacks-settled',
    'a resource that failed',
    (world) => world.owned['data-dev']?.push({ ...OWNED_SUBSCRIPTION, status: 'UPDATE_FAILED' }),
    'is in state UPDATE_FAILED',
  ],
  [
    'stacks-settled',
    'no stack',
    (world) => {
      world.stacks['validation-access-dev'] = undefined;
    },
    'the stack does not exist',
  ],
  [
    'intelligent-tiering',
    'some objects only',
    (world) => {
      world.buckets[DATA_BUCKET] = {
        ...world.buckets[DATA_BUCKET],
        lifecycle: [{ id: 'x', enabled: true, filtered: true, storageClasses: ['INTELLIGENT_TIERING'] }],
      };
    },
    'no enabled lifecycle rule',
  ],
];

describe('a fault', () => {
  test.each(FAULTS)('fails %s: %s', async (check, _fault, change, says) => {
    const lines = await said(check, change);
    expect(lines.join('\n')).toContain(says);
    expect(lines.filter((line) => line.startsWith('fail: '))).not.toEqual([]);
  });

  test.each<[string, string, Change, string]>([
    [
      'security-groups',
      'a region without a list of S3',
      (world) => {
        world.prefixLists = [];
      },
      'reports no prefix list of S3',
    ],
    [
      'endpoint-policies',
      'a condition nobody knows',
      (world) => {
        world.endpoints = world.endpoints.map((each) => ({
          ...each,
          policy: (each.policy ?? '').replace('StringEquals', 'StringResembles'),
        }));
      },
      'StringResembles',
    ],
    [
      'no-role-creates-log-groups',
      'a policy that nobody can read',
      (world) => {
        const found = world.roles[WORKLOAD_ROLE];
        if (found) found.inline = { odd: '{"Statement":[{"Effect":"Maybe"}]}' };
      },
      'unknown effect',
    ],
  ])('cannot be told: %s with %s', async (check, _fault, change, says) => {
    expect((await said(check, change)).join('\n')).toMatch(new RegExp(`cannot-tell: .*${says}`));
  });

  test.each<[string, string, Change]>([
    [
      'no-gateway-out',
      'a gateway that is gone',
      (world) => {
        world.gateways.nat = gateway('deleted');
      },
    ],
    [
      'no-gateway-out',
      'a peering of another VPC',
      (world) => {
        world.gateways.peering = gateway('active', 'vpc-2');
      },
    ],
    [
      'alarm-subscribers',
      'a pending subscription of the first release',
      (world) => {
        world.subscriptions = [PENDING];
      },
    ],
    ['trail-logging', 'a trail that has just begun', status({ startedAt: NOW - 60_000, deliveredAt: undefined })],
    [
      'secrets-rotate',
      'a secret whose first rotation is under way',
      secret({ createdAt: NOW - 60_000, rotatedAt: undefined, nextRotationAt: undefined }),
    ],
    [
      'secret-versions',
      'a rotation that is under way',
      secret({ createdAt: NOW - 60_000, versions: { a: ['AWSCURRENT'], b: ['AWSPENDING'] } }),
    ],
    [
      'key-grants',
      'a grant to a service',
      (world) => {
        world.grants = [{ id: 'g', grantee: 'logs.us-east-1.amazonaws.com', operations: ['Decrypt'] }];
      },
    ],
  ])('is none: %s with %s', async (check, _, change) => {
    expect(await said(check, change)).toEqual([]);
  });
});

describe("AWS's policy simulator", () => {
  const id = 'bucket-refuses-unencrypted';

  test('is a second judge where there is one, and the report says so', async () => {
    const answers = await ask(id, (world) => {
      world.simulator = () => 'explicitDeny';
    });
    expect(answers.map(({ status: answer }) => answer)).not.toContain('fail');
    expect(answers[0]?.subject).toContain('(by lib/policy and iam:SimulateCustomPolicy)');
  });

  test('is missed aloud where there is none', async () => {
    expect((await ask(id, () => {}))[0]?.subject).toContain('(by lib/policy, the endpoint has no simulator)');
  });

  test('makes an answer cannot-tell when it disagrees', async () => {
    const lines = await said(id, (world) => {
      world.simulator = () => 'implicitDeny';
    });
    expect(lines).not.toEqual([]);
    for (const line of lines) {
      expect(line).toMatch(
        /^cannot-tell: .*lib\/policy finds an explicit Deny, iam:SimulateCustomPolicy says implicitDeny$/,
      );
    }
  });
});

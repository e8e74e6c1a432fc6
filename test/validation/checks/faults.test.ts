import { describe, expect, test } from '@jest/globals';
import type { ValidationResult } from '../../../lib/contract/validation-report';
import { FLOW } from '../../../lib/effect/samples';
import { CHECKS } from '../../../lib/validation/checks';
import type { Simulated } from '../../../lib/validation/cloud/identity';
import { mustBeRefused } from '../../../lib/validation/facts/refusal';
import type { LiveTarget } from '../../../lib/validation/live-target';
import { validate } from '../../../lib/validation/validate';
import { FakeCloud, fakeClock, healthyWorld, NOW, TARGET, WORKLOAD_ROLE } from '../fake-cloud';
import { ADDED } from './_faults/added';
import {
  advanced,
  type Change,
  ENDANGERED,
  type Fault,
  gateway,
  OWNED,
  PENDING,
  secret,
  status,
} from './_faults/change';
import { DATA_AND_ROLES } from './_faults/data-and-roles';
import { EFFECTS } from './_faults/effect';
import { KEYS_AND_LOGS } from './_faults/keys-and-logs';
import { NETWORK } from './_faults/network';
import { OTHERS } from './_faults/others';
import { SERVICES_KEPT_OUT } from './_faults/services';
import { SETS } from './_faults/sets';
import { WATCH } from './_faults/watch';

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

const FAULTS: readonly Fault[] = [
  ...NETWORK,
  ...KEYS_AND_LOGS,
  ...DATA_AND_ROLES,
  ...WATCH,
  ...SERVICES_KEPT_OUT,
  ...OTHERS,
  ...SETS,
  ...EFFECTS,
  ...ADDED,
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
    ['trail-records', 'advanced selectors for everything', advanced()],
    [
      'trail-records',
      'advanced selectors for its own data',
      advanced([{ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::data-dev-'] }]),
    ],
    [
      'flow-logs',
      "AWS's own format, as EC2 says it",
      (world) => {
        const format = Object.keys(FLOW.record).map((field) => `\${${field}}`);
        world.flowLogs = world.flowLogs.map((each) => ({ ...each, format: format.join(' ') }));
      },
    ],
    [
      'alarm-events',
      'a rule that takes management events that only read, too',
      (world) => {
        const rule = world.rules[ENDANGERED];
        if (rule) world.rules[ENDANGERED] = { ...rule, state: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' };
      },
    ],
    [
      'key-grants',
      'a grant to a service',
      (world) => {
        world.grants = [{ id: 'g', grantee: 'logs.us-east-1.amazonaws.com', operations: ['Decrypt'] }];
      },
    ],
    [
      'key-grants',
      "a grant to the workload, as itself and in the function's session",
      (world) => {
        const grantees = [
          `arn:aws:iam::222222222222:role/${WORKLOAD_ROLE}`,
          `arn:aws:sts::222222222222:assumed-role/${WORKLOAD_ROLE}/x`,
        ];
        world.grants = grantees.map((grantee) => ({ id: 'g', grantee, operations: ['Decrypt'] }));
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
      world.simulator = () => ({ says: 'explicitDeny', missing: [] });
    });
    expect(answers.map(({ status: answer }) => answer)).not.toContain('fail');
    expect(answers[0]?.subject).toContain('(by lib/policy and iam:SimulateCustomPolicy)');
  });

  test('is missed aloud where there is none', async () => {
    expect((await ask(id, () => {}))[0]?.subject).toContain('(by lib/policy, the endpoint has no simulator)');
  });

  test('warns when it disagrees and has not agreed yet, names what it was not told, or takes no such question', async () => {
    const warned = async (simulated: Simulated) =>
      (await ask(id, (world) => void Object.assign(world, { simulator: () => simulated }))).map(
        ({ status: answer, subject }) => [answer, /warning: .*(?=, and has not)/.exec(subject)?.[0]],
      );
    const [first] = await warned({ says: 'implicitDeny', missing: [] });
    expect(first).toEqual(['pass', 'warning: iam:SimulateCustomPolicy says implicitDeny']);
    const [second] = await warned({ says: 'allowed', missing: ['aws:SourceVpc'] });
    expect(second).toEqual(['pass', 'warning: iam:SimulateCustomPolicy says allowed, not knowing aws:SourceVpc']);
    const [third] = await warned({ says: 'refused', missing: [] });
    expect(third).toEqual(['pass', 'warning: iam:SimulateCustomPolicy takes no such question']);
  });

  test('makes an answer cannot-tell when it disagrees after it has agreed about such a call', async () => {
    const attempt = {
      what: 'a put',
      action: 's3:PutObject',
      resource: 'arn:aws:s3:::data/x',
      context: { 'aws:SecureTransport': 'true' },
      caller: { arn: 'arn:aws:iam::222222222222:root', account: '222222222222' },
    };
    const deny = { Statement: [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }] };
    const answers: Simulated[] = [
      { says: 'explicitDeny', missing: [] }, // whether there is a simulator
      { says: 'explicitDeny', missing: [] },
      { says: 'implicitDeny', missing: [] },
      { says: 'implicitDeny', missing: ['aws:SourceVpc'] },
    ];
    const memory = new Map<string, Promise<unknown>>();
    const target = {
      cloud: { simulate: async () => answers.shift() },
      once: (key: string, look: () => Promise<unknown>) => memory.get(key) ?? memory.set(key, look()).get(key),
    } as unknown as LiveTarget;
    const asked = () => mustBeRefused(target, attempt, { of: 'the policy', fix: '', identity: [], resource: deny });
    expect((await asked()).status).toBe('pass');
    const because = 'lib/policy finds an explicit Deny, iam:SimulateCustomPolicy says implicitDeny';
    expect(await asked()).toMatchObject({ status: 'cannot-tell', because });
    expect(await asked()).toMatchObject({
      status: 'pass',
      subject: expect.stringContaining('not knowing aws:SourceVpc'),
    });
  });
});

test('a name that CloudFormation has made and cut carries the environment through its stack', async () => {
  const generated = {
    ...OWNED,
    type: 'AWS::IAM::Role',
    logicalId: 'CustomVpcRestrictDefaultSGCustomResourceProviderRole26592FE0',
    physicalId: 'data-d-CustomVpcRestrictDefaultSGCustomResourceProvi-BE7B8E9CC6D7',
  };
  expect(await said('names-carry-environment', (world) => world.owned['data-dev']?.push(generated))).toEqual([]);
  const resembling = { ...generated, logicalId: 'SomethingElse' };
  expect(await said('names-carry-environment', (world) => world.owned['data-dev']?.push(resembling))).toEqual([
    expect.stringContaining('its name lacks "dev" and "us-east-1"'),
  ]);
});

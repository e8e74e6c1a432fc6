import type { DeliveryConfig } from '../../lib/config';
import { parseConfig } from '../../lib/config';
import { BOOTSTRAP_KINDS, bootstrapRoleName } from '../../lib/contract/bootstrap-roles';
import type { DoctorCloud, ListedStack, OwnedResource } from '../../lib/doctor/cloud/doctor-cloud';
import type { DoctorMachine, DoctorPlace, Patient, Synthesized, SynthesizedStack } from '../../lib/doctor/patient';
import { executionPolicies } from '../../lib/execution-policy/execution-policies';
import { readTemplate } from '../../lib/execution-policy/template';
import type { JsonObject } from '../../lib/ground/json';
import plausible from '../_fixtures/plausible-config';
import { DEV, healthyStacks, IMAGE, KEY, REGION, RELEASES_TOPIC, TODAY, TOOLS, TOPIC } from './healthy-stacks';

export * from './healthy-stacks';

/** One account and region as the checks see it; tests change it. */
export type PlaceAnswers = {
  caller: string;
  regions: Record<string, string>;
  zones: string[];
  vpcs: number;
  trails: { name: string; arn: string }[];
  logging: boolean;
  parameters: Record<string, string>;
  stacks: ListedStack[];
  resources: Record<string, OwnedResource[]>;
  templates: Record<string, string>;
  roles: Record<string, JsonObject>;
  attached: { name: string; arn: string }[];
  policies: Record<string, JsonObject>;
  buckets: Record<string, 'here' | 'elsewhere'>;
  taken: string[];
  concurrency: number;
  quotas: Record<string, number>;
  keyState: string;
  connection: string | undefined;
  listeners: { confirmed: number; pending: number };
  images: string[];
  sourceBucket: { versioned: boolean; events: boolean };
};

/** Everything that is examined; tests change it. */
export interface Body {
  config: DeliveryConfig;
  machine: { -readonly [Name in keyof DoctorMachine]: DoctorMachine[Name] };
  synthesis: Patient['synthesis'];
  repetition: Patient['repetition'];
  stacks: SynthesizedStack[];
  synthesized: { -readonly [Name in keyof Synthesized]: Synthesized[Name] };
  tools: PlaceAnswers;
  dev: PlaceAnswers;
}

/** A role's trust of an account. */
export const trusting = (account: string): JsonObject => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' }],
});

const answers = (account: string, own: readonly SynthesizedStack[]): PlaceAnswers => {
  const placed = own.map(({ stackName, region, template }) => ({
    stackName,
    account,
    region,
    template: readTemplate(template, stackName),
  }));
  const documents = executionPolicies(placed).flatMap(({ policies }) => policies);
  const arnOf = (name: string) => `arn:aws:iam::${account}:policy/${name}`;
  const bootstrapRoles = BOOTSTRAP_KINDS;
  return {
    caller: account,
    regions: { [REGION]: 'opt-in-not-required' },
    zones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
    vpcs: 1,
    trails: [{ name: 'data-trail-dev-eu-west-1', arn: 'trail' }],
    logging: true,
    parameters: { '/cdk-bootstrap/hnb659fds/version': '30' },
    stacks: [
      listed('CDKToolkit', 'CREATE_COMPLETE', { Qualifier: 'hnb659fds' }),
      ...own.map(({ stackName }) => listed(stackName, 'UPDATE_COMPLETE')),
    ],
    resources: {
      'data-dev': [
        { type: 'AWS::S3::Bucket', id: `data-dev-${DEV}-${REGION}` },
        { type: 'AWS::Logs::LogGroup', id: '/data/dev/flow-logs' },
        { type: 'AWS::SNS::Topic', id: TOPIC },
        { type: 'AWS::KMS::Key', id: KEY },
        { type: 'AWS::CloudTrail::Trail', id: 'data-trail-dev-eu-west-1' },
      ],
      'zero-trust-delivery': [
        { type: 'AWS::IAM::Role', id: 'pipeline-role' },
        { type: 'AWS::SNS::Topic', id: RELEASES_TOPIC },
      ],
    },
    templates: Object.fromEntries(own.map(({ stackName, template }) => [stackName, JSON.stringify(template)])),
    roles: Object.fromEntries(
      bootstrapRoles.map((kind) => [bootstrapRoleName('hnb659fds', kind, account, REGION), trusting(TOOLS)]),
    ),
    attached: documents.map(({ name }) => ({ name, arn: arnOf(name) })),
    policies: Object.fromEntries(documents.map(({ name, document }) => [arnOf(name), { ...document }])),
    buckets: {},
    taken: [],
    concurrency: 10,
    quotas: { 'vpc L-F678F1CE': 5, 'codebuild L-9D07B6EF': 2 },
    keyState: 'Enabled',
    connection: 'AVAILABLE',
    listeners: { confirmed: 1, pending: 0 },
    images: [IMAGE],
    sourceBucket: { versioned: true, events: true },
  };
};

/** A stack as CloudFormation lists it. */
export const listed = (name: string, status: string, parameters: Record<string, string> = {}): ListedStack => ({
  name,
  status,
  tags: {},
  parameters,
});

const DEV_ONLY = plausible.environments.filter(({ name }) => name === 'dev');

/** A set-up in which there is nothing to find. */
export const healthyBody = (): Body => {
  const all = healthyStacks();
  const synthesized = { stacks: all, schemaVersion: 55, bootstrapVersion: 6, ends: [] };
  return {
    config: parseConfig({ ...plausible, environments: DEV_ONLY }),
    machine: {
      node: '24.1.0',
      nodeEnd: () => ({ subject: 'Node.js 24', days: [{ day: '2028-04-30', what: 'no patches' }], source: 'a page' }),
      repository: async () => ({
        uncommitted: [],
        remotes: [{ name: 'origin', url: 'git@github.com:clinic/records-delivery.git' }],
      }),
      branch: async () => 'has HEAD',
      clockAhead: async () => 0.4,
      packages: async () => [{ name: 'aws-cdk', locked: '2.1148.1', installed: '2.1148.1' }],
      readableSchema: async () => 55,
      acknowledgements: async () => [{ cause: 'a cause', expires: '2027-11-28', at: 'acknowledgements.yaml:1' }],
    },
    stacks: all,
    synthesized,
    synthesis: async () => synthesized,
    repetition: async () => [],
    tools: answers(TOOLS, all.slice(0, 1)),
    dev: answers(DEV, all.slice(1)),
  };
};

const there = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new Error(`the test's world has no ${what}`);
  return value;
};

const cloudOf = (world: PlaceAnswers): DoctorCloud => ({
  caller: async () => world.caller,
  regions: async () => world.regions,
  zones: async () => world.zones,
  vpcs: async () => world.vpcs,
  trails: async () => world.trails,
  isLogging: async () => world.logging,
  parameter: async (name) => world.parameters[name],
  stacks: async () => world.stacks,
  resources: async (stack) => world.resources[stack] ?? [],
  template: async (stack) => there(world.templates[stack], `template of ${stack}`),
  trust: async (role) => world.roles[role],
  attached: async () => world.attached,
  policy: async (arn) => there(world.policies[arn], arn),
  bucket: async (name) => world.buckets[name] ?? 'free',
  exists: async (_, name) => world.taken.includes(name),
  concurrency: async () => world.concurrency,
  quota: async (service, code) => there(world.quotas[`${service} ${code}`], `quota ${service} ${code}`),
  keyState: async () => world.keyState,
  connection: async () => world.connection,
  listeners: async () => world.listeners,
  buildImages: async () => world.images,
  sourceBucket: async () => world.sourceBucket,
});

/** The patient whose body it is. @param spoil makes something of a cloud fail */
export const patientOf = (
  body: Body,
  spoil: (cloud: DoctorCloud, account: string) => DoctorCloud = (cloud) => cloud,
): Patient => {
  const place = (account: string, world: PlaceAnswers): DoctorPlace => ({
    account,
    region: REGION,
    tools: account === TOOLS,
    cloud: spoil(cloudOf(world), account),
  });
  const tools = place(TOOLS, body.tools);
  const dev = place(DEV, body.dev);
  const { config, machine, synthesis, repetition } = body;
  const cloudAt = (account: string) => (account === TOOLS ? tools : dev).cloud;
  return { config, real: true, today: TODAY, machine, synthesis, repetition, places: [tools, dev], tools, cloudAt };
};

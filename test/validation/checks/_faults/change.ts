import type { JsonObject } from '../../../../lib/ground/json';
import type { ResourceDrift } from '../../../../lib/validation/cloud/stacks';
import { KEY_ARN, keyPolicy, logsStatement, type World } from '../../fake-cloud';
import { KEY_USERS } from '../../healthy-services';

/** What a test does to a healthy world. */
export type Change = (world: World) => void;

/** A check, what is wrong, how it is made so, and what the check then says. */
export type Fault = readonly [check: string, fault: string, change: Change, says: string];

export const DAY = 86_400_000;

/** One gateway of a VPC. */
export const gateway = (state = 'available', vpc = 'vpc-1') => [{ id: 'gw-1', state, vpcIds: [vpc] }];

/** Replaces parts of the first thing of a list. */
export const first = <T extends object>(list: readonly T[], change: Partial<T>): T[] =>
  list.map((each, index) => (index === 0 ? { ...each, ...change } : each));

export const trail =
  (change: object): Change =>
  (world) => {
    if (world.trail) world.trail = { ...world.trail, ...change };
  };

/** The trail has advanced selectors: for management events, and for data with what is said beside. */
export const advanced =
  (beside: readonly JsonObject[] = []): Change =>
  (world) => {
    const category = (name: string): JsonObject => ({ Field: 'eventCategory', Equals: [name] });
    const objects = { Field: 'resources.type', Equals: ['AWS::S3::Object'] };
    world.selectors = {
      EventSelectors: [],
      AdvancedEventSelectors: [
        { Name: 'Management', FieldSelectors: [category('Management')] },
        { Name: 'Data', FieldSelectors: [category('Data'), objects, ...beside] },
      ],
    };
  };

export const secret =
  (change: object): Change =>
  (world) => {
    if (world.secret) world.secret = { ...world.secret, ...change };
  };

export const status =
  (change: object): Change =>
  (world) => {
    world.trailStatus = { ...world.trailStatus, ...change };
  };

type KeyUser = (typeof KEY_USERS)[number];

/** Replaces those who use the logs key beside CloudWatch Logs. */
export const keyUsers =
  (change: (user: KeyUser) => object | undefined): Change =>
  (world) => {
    const users = KEY_USERS.flatMap((user) => change(user) ?? []);
    world.policies[KEY_ARN] = keyPolicy(logsStatement, ...users);
  };

/** A statement of a service that takes for certain what the service is only thought to send. */
export const strictly = (user: KeyUser, service: string): object =>
  user.Principal.Service === service ? JSON.parse(JSON.stringify(user).replaceAll('IfExists', '')) : user;

/** Something else that a stack owns. */
export const OWNED = {
  logicalId: 'Mail',
  type: 'AWS::SNS::Subscription',
  physicalId: 'x',
  status: 'CREATE_COMPLETE',
  changedAt: 0,
};

/** The VPC is not as it was released. */
export const drifted = (drift: Partial<ResourceDrift>) => (world: World) => {
  world.drifts = { Vpc: { status: 'MODIFIED', ...drift } };
};

export const PENDING = { arn: 'PendingConfirmation', protocol: 'email', endpoint: 'a@example.com' };
export const ENDANGERED = 'data-dev-EndangeredKey';

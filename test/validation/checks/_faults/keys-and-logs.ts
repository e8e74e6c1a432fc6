import { DATA_KEY_ARN, FUNCTION_GROUP, KEY_ARN, NOW, TARGET } from '../../fake-cloud';
import { type Fault, first, OWNED } from './change';

/** ZT-05 to ZT-07. */
export const KEYS_AND_LOGS: readonly Fault[] = [
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
    'does not refuse everybody without TLS',
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
        ...OWNED,
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
];

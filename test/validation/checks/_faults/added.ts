import { DATA_KEY_ARN, type FakeTable, KEY_ARN, policyOf, type World } from '../../fake-world';
import { addTable, recordingTable, VISITS, VISITS_ARN } from '../../healthy-table';
import type { Change, Fault } from './change';

const TOPIC = 'arn:aws:sns:us-east-1:222222222222:data-dev-news';

/** A table that is otherwise than it was made. */
const table =
  (change: Partial<FakeTable>): Change =>
  (world) => {
    addTable(world);
    const made = world.tables[VISITS];
    if (made) world.tables[VISITS] = { ...made, ...change };
  };

const deny = { Effect: 'Deny', Principal: { AWS: '*' }, Resource: '*' };
const plain = { Condition: { Bool: { 'aws:SecureTransport': 'false' } } };

/** A topic that a developer has added, and that is otherwise than it was made. */
const topic =
  (change: Partial<World['topics'][string]>): Change =>
  (world) => {
    const [like] = world.owned['data-dev'] ?? [];
    if (like) world.owned['data-dev']?.push({ ...like, type: 'AWS::SNS::Topic', physicalId: TOPIC, logicalId: 'News' });
    world.topics[TOPIC] = {
      keyId: DATA_KEY_ARN,
      policy: policyOf({ ...deny, Action: 'sns:Publish', ...plain }),
      tells: [],
      ...change,
    };
  };

/** Tables and topics that a developer has added. */
export const ADDED: readonly Fault[] = [
  ['tables-guarded', 'another key', table({ keyId: KEY_ARN }), `encrypted with ${KEY_ARN}, not with the data key`],
  [
    'tables-guarded',
    "AWS's own key",
    table({ keyId: undefined as unknown as string }),
    "encrypted with a key of AWS's own",
  ],
  ['tables-guarded', 'no recovery', table({ recovery: { enabled: false, days: 0 } }), 'cannot be restored'],
  ['tables-guarded', 'a short recovery', table({ recovery: { enabled: true, days: 1 } }), 'restored for 1 days only'],
  ['tables-guarded', 'a stream', table({ streams: ['a stream (NEW_IMAGE)'] }), 'flows into a stream (NEW_IMAGE)'],
  [
    'tables-guarded',
    'a stream of Kinesis',
    table({ destinations: ['arn:aws:kinesis:x'] }),
    'flows into arn:aws:kinesis:x',
  ],
  ['tables-guarded', 'no refusal', table({ policy: policyOf() }), 'its policy does not refuse'],
  [
    'tables-guarded',
    'a refusal that forgets indexes',
    table({ policy: policyOf({ ...deny, Action: 'dynamodb:*', Resource: VISITS_ARN, ...plain }) }),
    `dynamodb:* on ${VISITS_ARN}/index/*`,
  ],
  [
    'tables-guarded',
    'a stranger',
    table({
      policy: policyOf(
        { ...deny, Action: 'dynamodb:*', ...plain },
        { Effect: 'Allow', Principal: { AWS: '999999999999' }, Action: 'dynamodb:GetItem', Resource: '*' },
      ),
    }),
    '999999999999',
  ],
  [
    'tables-guarded',
    'no table',
    (world) => {
      addTable(world);
      world.tables[VISITS] = undefined;
    },
    'the table does not exist',
  ],
  [
    'tables-guarded',
    'no protection where the release has one',
    (world) => {
      addTable(world);
      const Properties = { TableName: VISITS, DeletionProtectionEnabled: true };
      const template = JSON.parse(world.templates['data-dev'] ?? '{}');
      const Resources = { ...template.Resources, AddedVisitsTable: { Type: 'AWS::DynamoDB::Table', Properties } };
      world.templates['data-dev'] = JSON.stringify({ ...template, Resources });
    },
    'it is not protected against deletion',
  ],
  [
    'endpoints-available',
    'a table without its endpoint',
    (world) => {
      addTable(world);
      world.endpoints = world.endpoints.filter(({ service }) => !service.endsWith('.dynamodb'));
    },
    'no endpoint of its stack for dynamodb',
  ],
  [
    'trail-records',
    'a table that nobody records',
    (world) => {
      const { selectors } = world;
      addTable(world);
      world.selectors = recordingTable(selectors, `${VISITS_ARN}-2`);
    },
    `records every read and write of ${VISITS}`,
  ],
  ['topics-guarded', 'another key', topic({ keyId: KEY_ARN }), 'not with the data key'],
  ['topics-guarded', 'no refusal', topic({ policy: policyOf() }), 'its policy does not refuse'],
  [
    'topics-guarded',
    'a subscriber',
    topic({ tells: [{ arn: 'arn:aws:sns:x', protocol: 'https', endpoint: 'https://somebody.example' }] }),
    'it tells https:https://somebody.example what it carries',
  ],
];

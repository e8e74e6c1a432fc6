import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Review } from '../../lib/contract/review';
import { bundledPipeline } from '../_helpers/pipeline-bundle';
import { command, type Running, runEmulator } from '../rehearsal/emulator/running-emulator';
import { stack } from './_fixtures/releases';
import { writeRelease } from './_fixtures/write-release';

const [TOOLS, TARGET] = ['111111111111', '222222222222'] as const;

let running: Running;
let program: string;

const topic = (name: string) => ({ Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: name } } });

const clientSettings = () => ({
  region: 'us-east-1',
  endpoint: running.emulator.endpoint,
  credentials: { accessKeyId: TARGET, secretAccessKey: running.emulator.secret },
});

beforeAll(async () => {
  running = await runEmulator();
  program = await bundledPipeline(running.directory);
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${TOOLS}:root` } };
  await new IAMClient(clientSettings()).send(
    new CreateRoleCommand({
      RoleName: 'delivery-review',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
    }),
  );
  const cloudFormation = new CloudFormationClient(clientSettings());
  const template = JSON.stringify({ Resources: topic('before') });
  await cloudFormation.send(new CreateStackCommand({ StackName: 'data-dev', TemplateBody: template }));
  await waitUntilStackCreateComplete(
    { client: cloudFormation, maxWaitTime: 1_200, minDelay: 0.1, maxDelay: 0.5 },
    { StackName: 'data-dev' },
  );
  await cloudFormation.send(
    new CreateChangeSetCommand({
      StackName: 'planned-dev',
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      TemplateBody: template,
    }),
  );
});
afterAll(() => running?.end());

const reviewed = async (name: string, roleName = 'delivery-review') => {
  const release = join(running.directory, `release-${name}-${roleName}`);
  writeRelease(release, [stack(topic('after'), { stackName: name })]);
  const output = `${release}-review`;
  const place = ['--environment', 'dev', '--account', TARGET, '--region', 'us-east-1'];
  const role = ['--role-arn', `arn:aws:iam::${TARGET}:role/${roleName}`];
  const argv = [
    process.execPath,
    program,
    'review',
    '--release',
    release,
    ...place,
    ...role,
    '--output',
    output,
  ] as const;
  const finished = await command(running, TOOLS, ...argv);
  const read = (file: string) => readFileSync(join(output, file), 'utf8');
  return { ...finished, review: JSON.parse(read('review.json')) as Review, page: read('review.html') };
};

describe('the program that prepares a review', () => {
  test('reads what runs in a target through its role, alone in a directory without packages', async () => {
    const { code, review, page } = await reviewed('data-dev');
    expect(code).toBe(0);
    expect(review.baseline).toMatchObject({ kind: 'deployed' });
    expect(review.news).toMatchObject([
      {
        kind: 'data-lost',
        weight: 'danger',
        title: expect.stringContaining('is replaced: its subscriptions go with it'),
      },
    ]);
    expect(page).toContain('its subscriptions go with it');
  });

  test.each([
    ['where the stack does not exist', 'absent-dev', 'delivery-review'],
    ['where nobody has executed the first change set', 'planned-dev', 'delivery-review'],
    ['where the role is not there yet', 'data-dev', 'absent'],
  ])('has nothing to compare with %s', async (_, name, role) => {
    const { code, review } = await reviewed(name, role);
    expect(code).toBe(0);
    expect(review.baseline.kind).toBe('nothing');
  });
});

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, CreateStackCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import {
  AssociateKmsKeyCommand,
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DisassociateKmsKeyCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  KMSClient,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { dataStackName, targetValidationRoleName } from '../../lib/contract/names';
import { VALIDATION_PERMISSIONS } from '../../lib/contract/validation-permissions';
import { parseValidationReport, type ValidationReport } from '../../lib/contract/validation-report';
import { sdkCloud, validate } from '../../lib/validation';
import { ROOT, type Running, runEmulator } from '../rehearsal/emulator/running-emulator';
import { targetTemplate } from './target-template';

const TOOLS = '111111111111';
const TARGET = { environment: 'dev', account: '222222222222', region: 'us-east-1' };
const ROLE = `arn:aws:iam::${TARGET.account}:role/${targetValidationRoleName(TARGET.environment, TARGET.region)}`;
const GROUP = '/aws/lambda/data-processing-dev';

let running: Running;
let bundle = '';
let keyArn = '';
let kms: KMSClient;
let logs: CloudWatchLogsClient;

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the bundle as the pipeline does: in an empty directory, as an identity of some account. */
const run = (account: string, ...argv: readonly string[]): Promise<Run> =>
  new Promise((resolve) => {
    const { environment, region } = TARGET;
    const target = ['--environment', environment, '--account', TARGET.account, '--region', region];
    const env = { PATH: process.env['PATH'] ?? '', ...running.emulator.environment(account, region) };
    execFile(
      process.execPath,
      [bundle, ...target, ...argv],
      { cwd: running.directory, env },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
      },
    );
  });

const look = async (): Promise<ValidationReport> => {
  const { stdout } = await run(TOOLS, '--role-arn', ROLE, '--json');
  return parseValidationReport(JSON.parse(stdout));
};

const failures = async (): Promise<readonly string[]> =>
  (await look()).results.flatMap((one) =>
    one.status === 'pass' ? [] : [`${one.status}: ${one.check}: ${one.subject}: ${one.because}`],
  );

beforeAll(async () => {
  running = await runEmulator();
  bundle = join(running.directory, 'validate.js');
  await build({
    entryPoints: [join(ROOT, 'lib/validation/main.ts')],
    ...{ outfile: bundle, bundle: true, minify: true, platform: 'node', target: 'node20' },
  });
  Object.assign(process.env, running.emulator.environment(TARGET.account, TARGET.region));
  const cloudFormation = new CloudFormationClient({});
  const template = JSON.stringify(targetTemplate(TARGET.environment, TARGET.region, TOOLS));
  await cloudFormation.send(
    new CreateStackCommand({
      StackName: dataStackName(TARGET.environment),
      TemplateBody: template,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
    }),
  );
  await waitUntilStackCreateComplete(
    { client: cloudFormation, maxWaitTime: 60, minDelay: 1 },
    { StackName: dataStackName(TARGET.environment) },
  );
  kms = new KMSClient({});
  logs = new CloudWatchLogsClient({});
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: 'alias/data-logs-dev' }));
  keyArn = KeyMetadata?.Arn ?? '';
}, 120_000);

afterAll(async () => {
  await running?.end();
});

describe('a target as it was deployed', () => {
  test('passes from the tools account, by role, and leaves both reports', async () => {
    const { code, stdout, stderr } = await run(TOOLS, '--role-arn', ROLE, '--output', 'report');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('10 passed, 0 failed, 0 cannot tell');
    const report = parseValidationReport(
      JSON.parse(readFileSync(join(running.directory, 'report/validation.json'), 'utf8')),
    );
    expect(report).toMatchObject({ ...TARGET, summary: { pass: 10, fail: 0, cannotTell: 0 } });
    expect(readFileSync(join(running.directory, 'report/junit.xml'), 'utf8')).toContain(
      'tests="10" failures="0" errors="0"',
    );
  });

  test('is read to the last of its pages', async () => {
    const names = Array.from({ length: 101 }, (_, index) => `/data/dev/page-${index}`);
    await Promise.all(names.map((name) => logs.send(new CreateLogGroupCommand({ logGroupName: name }))));
    const unencrypted = (await failures()).filter((line) => line.includes('encrypted with no key of ours'));
    await Promise.all(names.map((name) => logs.send(new DeleteLogGroupCommand({ logGroupName: name }))));
    expect(unencrypted).toHaveLength(101);
  });

  test('is asked for exactly what the role of the validation allows', async () => {
    const used = new Set<string>();
    const cloud = sdkCloud({ region: TARGET.region, onAction: (action) => used.add(action) });
    await validate(TARGET, { cloud });
    expect([...used].sort()).toEqual(VALIDATION_PERMISSIONS.map(({ action }) => action as string).sort());
  });
});

describe('who asks', () => {
  test('fails with exit code 2 for credentials of another account', async () => {
    const { code, stderr } = await run(TOOLS);
    expect(code).toBe(2);
    expect(stderr).toContain(`belong to account ${TOOLS}`);
  });

  test('fails as cannot-tell when the role refuses', async () => {
    const { code, stdout } = await run('333333333333', '--role-arn', ROLE);
    expect(code).toBe(1);
    expect(stdout).toContain('permission sts:AssumeRole is missing');
    expect(stdout).toContain('0 passed, 0 failed, 7 cannot tell');
  });
});

describe('a target that somebody changed', () => {
  let restore: () => Promise<unknown> = async () => {};
  beforeEach(async () => {
    await restore();
  });
  afterAll(async () => {
    await restore();
    expect(await failures()).toEqual([]);
  });

  test('fails when the key is taken from a log group', async () => {
    restore = () => logs.send(new AssociateKmsKeyCommand({ logGroupName: GROUP, kmsKeyId: keyArn }));
    await logs.send(new DisassociateKmsKeyCommand({ logGroupName: GROUP }));
    expect(await failures()).toEqual([`fail: log-groups-encrypted: ${GROUP}: encrypted with no key of ours`]);
  });

  test('fails when the retention is shortened', async () => {
    restore = () => logs.send(new PutRetentionPolicyCommand({ logGroupName: GROUP, retentionInDays: 90 }));
    await logs.send(new PutRetentionPolicyCommand({ logGroupName: GROUP, retentionInDays: 30 }));
    expect(await failures()).toEqual([`fail: log-groups-retention: ${GROUP}: keeps its events 30 days`]);
  });

  test('fails when a log group appears that nobody deployed', async () => {
    restore = () => logs.send(new DeleteLogGroupCommand({ logGroupName: '/data/dev/extra' }));
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/data/dev/extra' }));
    expect(await failures()).toEqual([
      'fail: log-groups-encrypted: /data/dev/extra: encrypted with no key of ours',
      'fail: log-groups-retention: /data/dev/extra: keeps its events for ever',
    ]);
  });

  test('fails when rotation is off, and when its period is changed', async () => {
    const every = (days: number) =>
      kms.send(new EnableKeyRotationCommand({ KeyId: keyArn, RotationPeriodInDays: days }));
    restore = () => every(90);
    await kms.send(new DisableKeyRotationCommand({ KeyId: keyArn }));
    expect(await failures()).toEqual([`fail: logs-key-rotation: ${keyArn}: does not rotate by itself`]);
    await every(365);
    expect(await failures()).toEqual([`fail: logs-key-rotation: ${keyArn}: rotates every 365 days, not every 90`]);
  });

  test('fails when the key is disabled', async () => {
    restore = () => kms.send(new EnableKeyCommand({ KeyId: keyArn }));
    await kms.send(new DisableKeyCommand({ KeyId: keyArn }));
    expect(await failures()).toContainEqual(
      expect.stringContaining(`fail: logs-key-state: ${keyArn}: is in state Disabled`),
    );
  });

  test('fails when the key policy is opened to every account, and when it is closed', async () => {
    const { Policy = '' } = await kms.send(new GetKeyPolicyCommand({ KeyId: keyArn, PolicyName: 'default' }));
    const put = (text: string) =>
      kms.send(new PutKeyPolicyCommand({ KeyId: keyArn, PolicyName: 'default', Policy: text }));
    restore = () => put(Policy);
    await put(Policy.replace(`:${TARGET.account}:log-group:*`, ':*:log-group:*'));
    expect(await failures()).toContainEqual(expect.stringMatching(/^fail: logs-key-policy: .*another account.* too$/));
    await put(Policy.replace('"logs.us-east-1.amazonaws.com"', '"logs.eu-west-1.amazonaws.com"'));
    expect(await failures()).toContainEqual(expect.stringMatching(/^fail: logs-key-policy: .*no statement allows it$/));
  });
});

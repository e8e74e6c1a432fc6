import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DEFAULT_APPLICATION, targetValidationRoleName, validationRoleName } from '../../lib/contract/names';
import { parseValidationReport, type ValidationReport } from '../../lib/contract/validation-report';
import { CHECKS } from '../../lib/validation/checks';
import { bundledPipeline } from '../_helpers/pipeline-bundle';
import { REGION, TOOLS } from '../stacks/_helpers/delivered';
import { permissionsOfAValidation } from './_suites/permissions';
import { ACCOUNT, LiveTarget, TARGET } from './broken/live-target';
import { sessionOfToolsRole } from './broken/tools-role';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/${targetValidationRoleName('dev', REGION)}`;

let target: LiveTarget;
let bundle = '';
let session: Readonly<Record<string, string>> = {};

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the bundle as the pipeline does: one file, in an empty directory, as some identity. */
const run = (credentials: Readonly<Record<string, string>>, ...argv: readonly string[]): Promise<Run> =>
  new Promise((resolve) => {
    const about = ['--environment', 'dev', '--account', ACCOUNT, '--region', REGION];
    const env = { PATH: process.env['PATH'], AWS_ENDPOINT_URL: process.env['AWS_ENDPOINT_URL'], ...credentials };
    const cwd = target.delivered.running.directory;
    execFile(
      process.execPath,
      [bundle, 'validate', ...about, ...argv],
      { cwd, env, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
      },
    );
  });

const root = (account: string) => ({
  AWS_ACCESS_KEY_ID: account,
  AWS_SECRET_ACCESS_KEY: target.delivered.running.emulator.secret,
});

const look = async (): Promise<ValidationReport> => {
  const { stdout } = await run(session, '--role-arn', ROLE, '--json');
  return parseValidationReport(JSON.parse(stdout));
};

const failures = async (): Promise<readonly string[]> =>
  (await look()).results.flatMap((one) =>
    one.status === 'pass' ? [] : [`${one.status}: ${one.check}: ${one.subject}: ${one.because}`],
  );

beforeAll(async () => {
  target = await LiveTarget.start();
  bundle = await bundledPipeline(target.delivered.running.directory);
  session = await sessionOfToolsRole(target.delivered, validationRoleName(DEFAULT_APPLICATION));
});

afterAll(() => target?.end());

permissionsOfAValidation(() => target);

describe('a target as it was deployed', () => {
  test('passes from the tools account, by role, and leaves whole reports', async () => {
    const { code, stdout, stderr } = await run(session, '--role-arn', ROLE, '--output', 'report');
    if (code !== 0) throw new Error(stdout + stderr);
    expect(stderr).toBe('');
    const read = (name: string) => readFileSync(join(target.delivered.running.directory, 'report', name), 'utf8');
    const report = parseValidationReport(JSON.parse(read('validation.json')));
    const { pass, fail, cannotTell } = report.summary;
    expect({ ...TARGET, fail, cannotTell }).toEqual({ ...TARGET, fail: 0, cannotTell: 0 });
    const judged = report.results.flatMap(({ subject }) => /\(by lib\/policy.*/.exec(subject) ?? []);
    expect(new Set(judged)).toEqual(new Set(['(by lib/policy and iam:SimulateCustomPolicy)']));
    expect(stdout).toContain(`${pass} passed, 0 failed, 0 cannot tell`);
    expect(stdout).toContain('not asked    template-as-released');
    expect(read('junit.xml')).toContain(`tests="${pass}" failures="0" errors="0"`);
  });

  test('is read to the last of its pages', async () => {
    const names = Array.from({ length: 101 }, (_, index) => `/data/dev/page-${index}`);
    await Promise.all(names.map((logGroupName) => target.call('logs', 'CreateLogGroup', { logGroupName })));
    const unencrypted = (await target.ask('log-groups-encrypted')).map(({ subject }) => subject);
    await Promise.all(names.map((logGroupName) => target.call('logs', 'DeleteLogGroup', { logGroupName })));
    expect([...unencrypted].sort()).toEqual(names.toSorted());
  });
});

describe('who asks', () => {
  test('fails with exit code 2 for credentials of another account', async () => {
    const { code, stderr } = await run(root(TOOLS));
    expect(code).toBe(2);
    expect(stderr).toContain(`belong to account ${TOOLS}`);
  });

  test('fails as cannot-tell when the role refuses', async () => {
    const { code, stdout } = await run(root(TOOLS), '--role-arn', ROLE);
    expect(code).toBe(1);
    expect(stdout).toContain('permission sts:AssumeRole is missing');
    expect(stdout).toContain(`0 passed, 0 failed, ${CHECKS.length - 1} cannot tell`);
  });
});

describe('a target that somebody changed in eight ways with the command line of AWS', () => {
  test('fails, and the report says of each what, where and how to fix it', async () => {
    const group = '/aws/lambda/data-processing-dev';
    const [logsKey, dataKey] = [target.keyArn('LogsKey'), target.keyArn('DataKey')];
    const table = target.id('EC2::RouteTable', 'NetworkVpcIsolatedSubnet1');
    const { InternetGateway: made } = await target.call('ec2', 'CreateInternetGateway', {});
    const { InternetGatewayId: gateway } = made as { InternetGatewayId: string };
    const attached = { InternetGatewayId: gateway, VpcId: target.id('EC2::VPC') };
    await target.call('ec2', 'AttachInternetGateway', attached);
    await target.aws('logs', 'disassociate-kms-key', '--log-group-name', group);
    await target.aws('logs', 'delete-retention-policy', '--log-group-name', '/data/dev/flow-logs');
    await target.aws('logs', 'create-log-group', '--log-group-name', '/data/dev/extra');
    await target.aws('kms', 'disable-key-rotation', '--key-id', logsKey);
    await target.aws('kms', 'disable-key', '--key-id', dataKey);
    const route = ['--route-table-id', table, '--destination-cidr-block', '0.0.0.0/0', '--gateway-id', gateway];
    await target.aws('ec2', 'create-route', ...route);
    const secret = ['--secret-id', 'data-processing/key-ring-dev', '--kms-key-id', 'alias/aws/secretsmanager'];
    await target.aws('secretsmanager', 'update-secret', ...secret);
    await target.aws('cloudtrail', 'stop-logging', '--name', 'data-trail-dev-us-east-1');

    expect((await failures()).join('\n')).toMatch(/^fail: log-groups-expected: \/data\/dev\/extra: /m);
    const { code, stdout } = await run(session, '--role-arn', ROLE);
    expect(code).toBe(1);
    for (const [check, subject, because, fix] of [
      ['log-groups-encrypted', group, 'encrypted with no key of ours', 'aws logs associate-kms-key'],
      ['log-groups-retention', '/data/dev/flow-logs', 'keeps its events for ever', 'aws logs put-retention-policy'],
      ['log-groups-expected', '/data/dev/extra', 'belongs to no stack', 'aws logs delete-log-group'],
      ['key-rotation', logsKey, 'does not rotate by itself', 'aws kms enable-key-rotation'],
      ['key-state', dataKey, 'is in state Disabled', 'aws kms enable-key'],
      ['routes-stay-inside', table, `its route 0.0.0.0/0 leads to ${gateway}`, 'aws ec2 delete-route'],
      ['secrets-encrypted', 'key-ring-dev', 'the default key of Secrets Manager', 'aws secretsmanager update-secret'],
      ['trail-logging', 'data-trail-dev-us-east-1', 'the trail is stopped', 'aws cloudtrail start-logging'],
    ] as const) {
      expect(stdout).toMatch(inOrder('FAIL ', check, subject, because, 'fix: ', fix));
    }
  });
});

/** Texts that follow one another on at most three lines. */
const inOrder = (...parts: readonly string[]): RegExp =>
  new RegExp(parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^\\n]*\\n?[^\\n]*'));

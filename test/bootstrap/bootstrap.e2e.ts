import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { credentialsFor } from '../../bin/commands/bootstrap-accounts';
import { parseConfig } from '../../lib/config';
import { APP_CONTEXT, buildDelivery } from '../../lib/pipeline';
import config from '../_fixtures/delivery-config';
import { type Finished, ROOT, type Running, runEmulator } from '../rehearsal/emulator/running-emulator';

const TOOLS = '111111111111';
const DEV = '222222222222';
const CONFIG = join(ROOT, 'test', '_fixtures', 'delivery-config.ts');
const region = 'us-east-1';
const DEPLOY = `cdk-hnb659fds-deploy-role-${DEV}-${region}`;
const PIPELINE = `zero-trust-delivery-pipeline-${region}`;
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** The command as people type it, on two accounts of this repository that have never seen it. */
describe('bin/delivery bootstrap', () => {
  let running: Running;
  let assembly: string;

  const settings = (account: string) => ({
    endpoint: running.emulator.endpoint,
    region,
    credentials: { accessKeyId: account, secretAccessKey: running.emulator.secret },
  });
  const bootstrap = (...options: readonly string[]): Promise<Finished> => {
    const credentials = join(running.directory, 'credentials');
    const profiles = ['--profile', `${TOOLS}=tools`, '--profile', `${DEV}=dev`];
    const argv = [
      'bootstrap',
      ...options,
      '--assembly',
      assembly,
      '--config',
      CONFIG,
      '--account',
      TOOLS,
      '--account',
      DEV,
      ...profiles,
    ];
    const { PATH } = process.env;
    const env = {
      PATH,
      HOME: running.directory,
      AWS_ENDPOINT_URL: running.emulator.endpoint,
      AWS_SHARED_CREDENTIALS_FILE: credentials,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
    };
    return new Promise((resolve) => {
      const child = execFile(join(ROOT, 'bin', 'delivery'), argv, { env }, (_error, stdout, stderr) =>
        resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
      );
    });
  };
  /** The start of a session of a role of the tools account, which then tries to deploy in dev. */
  const deployAs = async (RoleName: string): Promise<string> => {
    const iam = new IAMClient(settings(TOOLS));
    const trust = { Effect: 'Allow', Principal: { AWS: TOOLS }, Action: 'sts:AssumeRole' };
    const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(trust) }));
    const may = document({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' });
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'assume', PolicyDocument: may }));
    const assume = async (client: STSClient, RoleArn: string) =>
      (await client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }))).Credentials;
    const given = await assume(new STSClient(settings(TOOLS)), `arn:aws:iam::${TOOLS}:role/${RoleName}`);
    const credentials = {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      sessionToken: given?.SessionToken ?? '',
    };
    const client = new STSClient({ ...settings(TOOLS), credentials });
    return assume(client, `arn:aws:iam::${DEV}:role/${DEPLOY}`).then(
      () => 'let in',
      (error: Error) => error.message,
    );
  };
  const widen = async (): Promise<void> => {
    const iam = new IAMClient(settings(DEV));
    const trust = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${TOOLS}:root` }, Action: 'sts:AssumeRole' };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: DEPLOY, PolicyDocument }));
    const RoleName = DEPLOY.replace('deploy', 'cfn-exec');
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: ADMINISTRATOR }));
    const all = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'more', PolicyDocument: all }));
    const unprotected = { StackName: 'CDKToolkit', EnableTerminationProtection: false };
    await new CloudFormationClient(settings(DEV)).send(new UpdateTerminationProtectionCommand(unprotected));
  };

  beforeAll(async () => {
    running = await runEmulator();
    assembly = join(running.directory, 'assembly');
    const postCliContext = { ...APP_CONTEXT };
    const app = new App({
      outdir: assembly,
      analyticsReporting: false,
      builtinCloudFormationValidation: false,
      postCliContext,
    });
    buildDelivery(app, parseConfig(config));
    app.synth();
    const profile = (name: string, account: string) =>
      `[${name}]\naws_access_key_id = ${account}\naws_secret_access_key = ${running.emulator.secret}\n`;
    writeFileSync(join(running.directory, 'credentials'), profile('tools', TOOLS) + profile('dev', DEV));
  });
  afterAll(() => running.end());

  test('shows what is not there, makes it once, and has nothing to change after that', async () => {
    const first = await bootstrap('--execute');
    expect(first.output).toMatch(
      /aws:\/\/222222222222\/us-east-1: \d+ changes\n(.*\n)*aws:\/\/111111111111\/us-east-1: /,
    );
    expect(first.output).toContain(
      `  trust      ${DEPLOY}\n    - not there\n    + arn:aws:iam::${TOOLS}:role/${PIPELINE}`,
    );
    expect(first.output).toContain('2 places: bootstrapped, 2 places changed');
    expect(first.code).toBe(0);
    expect(await bootstrap('--execute')).toEqual({
      code: 0,
      output: [
        'aws://222222222222/us-east-1: as it should be',
        'aws://111111111111/us-east-1: as it should be',
        '2 places: nothing to change\n',
      ].join('\n'),
    });
  });

  test('lets the role in that deploys, and no other role of its account', async () => {
    expect(await deployAs(PIPELINE)).toBe('let in');
    expect(await deployAs(`zero-trust-delivery-build-${region}`)).toContain(
      'is not authorized to perform: sts:AssumeRole',
    );
  });

  test('reaches an account by its own credentials, or by a role there, and no other way', async () => {
    const { AWS_ENDPOINT_URL: _before, ...before } = process.env;
    const { endpoint, secret } = running.emulator;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: TOOLS,
      AWS_SECRET_ACCESS_KEY: secret,
    });
    const reach = (account: string, role?: string) =>
      credentialsFor({ account, region }, { profiles: new Map(), role }).then(
        ({ accessKeyId, sessionToken }) => [accessKeyId, sessionToken !== undefined],
        (error: Error) => error.message,
      );
    try {
      expect(await reach(TOOLS, 'Admin')).toEqual([TOOLS, false]);
      expect(await reach(DEV)).toMatch(
        /^the credentials at hand are those of arn:aws:iam::111111111111:root, and not of/,
      );
      expect(await reach(DEV, 'Admin')).toMatch(/^account 222222222222 cannot be reached by the credentials at hand: /);
      const trust = { Effect: 'Allow', Principal: { AWS: TOOLS }, Action: 'sts:AssumeRole' };
      const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
      const iam = new IAMClient(settings(DEV));
      await iam.send(new CreateRoleCommand({ RoleName: 'Admin', AssumeRolePolicyDocument }));
      expect(await reach(DEV, 'Admin')).toEqual([expect.stringMatching(/^ASIA/), true]);
    } finally {
      for (const name of ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
        if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = before[name];
      }
    }
  });

  test('shows what somebody has opened by hand, and closes it', async () => {
    await widen();
    const plan = await bootstrap('--plan');
    expect(plan.code).toBe(1);
    expect(plan.output).toContain(
      `  trust      ${DEPLOY}\n    - whomever account ${TOOLS} lets\n    + arn:aws:iam::${TOOLS}:role/${PIPELINE} where {"Null":{"sts:ExternalId":"true"}}`,
    );
    expect(plan.output).toContain(`    - ${ADMINISTRATOR}\n`);
    expect(plan.output).toContain('  inline     cdk-hnb659fds-cfn-exec-role-222222222222-us-east-1\n    - more\n');
    expect(plan.output).toContain('  protection CDKToolkit\n    - anybody may delete it\n    + protected\n');
    expect((await bootstrap('--execute')).output).toContain('2 places: bootstrapped, 1 place changed');
    expect((await bootstrap('--plan')).code).toBe(0);
  });
});

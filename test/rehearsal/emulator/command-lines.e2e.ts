import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Edition, PLACE, synthesize } from '../../walks/_helpers/verbs-app';
import { CDK, command, type Running, runEmulator } from './running-emulator';

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const SEED_FAILURE = `
Resources:
  LogsKey:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Version: 2012-10-17
        Statement: [{ Effect: Allow, Principal: { AWS: !Sub 'arn:aws:iam::\${AWS::AccountId}:root' }, Action: 'kms:*', Resource: '*' }]
  ProcessingLogsdev:
    Type: AWS::Logs::LogGroup
    Properties: { LogGroupName: /aws/lambda/data-processing-dev, KmsKeyId: !GetAtt LogsKey.Arn }
`;

describe('the real command lines on the emulator', () => {
  let running: Running;
  beforeAll(async () => {
    running = await runEmulator();
  });
  afterAll(() => running.end());

  test('cdk bootstrap makes an account ready that another account may deploy to, and is idempotent', async () => {
    const bootstrap = [CDK, 'bootstrap', 'aws://222222222222/us-east-1', '--trust', '111111111111'] as const;
    const policies = ['--cloudformation-execution-policies', ADMINISTRATOR] as const;
    const first = await command(running, '222222222222', ...bootstrap, ...policies);
    expect(first.output).toContain('Environment aws://222222222222/us-east-1 bootstrapped.');
    const second = await command(running, '222222222222', ...bootstrap, ...policies);
    expect(second.output).toContain('bootstrapped (no changes)');
    const role = 'arn:aws:iam::222222222222:role/cdk-hnb659fds-deploy-role-222222222222-us-east-1';
    const assume = ['aws', 'sts', 'assume-role', '--role-arn', role, '--role-session-name', 'me'] as const;
    expect((await command(running, '111111111111', ...assume)).code).toBe(0);
    const stranger = await command(running, '444444444444', ...assume);
    expect(stranger.output).toContain(
      `(AccessDenied) when calling the AssumeRole operation: User: arn:aws:iam::444444444444:root is not authorized to perform: sts:AssumeRole on resource: ${role}`,
    );
  });

  test('cdk deploys, compares nested stacks, refuses beforehand, imports, finds drift, rolls back and destroys', async () => {
    const first = { value: 'one', code: 'exports.handler = async () => 1;' };
    const broken = { ...first, value: 'two', broken: true };
    const adopted = { ...first, adopted: 'existing' };
    const cdk = async (verb: string, edition: Edition, ...more: readonly string[]) => {
      const app = ['--app', synthesize(running.directory, edition)];
      const { code, output } = await command(
        running,
        PLACE.account,
        CDK,
        verb,
        '--no-notices',
        ...app,
        'verbs',
        ...more,
      );
      return `${code} ${output}`;
    };
    const deploy = (edition: Edition, ...more: readonly string[]) =>
      cdk('deploy', edition, '--require-approval', 'never', ...more);
    expect(await deploy(first)).toMatch(/^0 [\s\S]*✅ {2}verbs/);
    expect(await cdk('diff', { ...first, value: 'two' }, '--fail')).toMatch(/^1 [\s\S]*Inner\/Deep[\s\S]*\[\+\] two/);
    expect(await deploy({ ...first, days: 2 })).toMatch(
      /^1 [\s\S]*Early validation failed[\s\S]*Kept\/Properties\/Ret/,
    );
    await command(running, PLACE.account, 'aws', 'logs', 'create-log-group', '--log-group-name', 'existing');
    expect(await deploy(adopted, '--import-existing-resources')).toMatch(/^0 [\s\S]*IMPORT_COMPLETE/);
    expect(await cdk('drift', adopted, '--fail')).toMatch(/^1 [\s\S]*RetentionInDays/);
    expect(await deploy(broken, '--no-rollback')).toMatch(/^1 [\s\S]*allowedPattern/);
    expect(await cdk('rollback', broken)).toMatch(/^0 [\s\S]*Rollback time/);
    expect(await cdk('destroy', first, '--force')).toMatch(/^0 [\s\S]*destroyed/);
  });

  test('aws cloudformation deploy of a log group whose key does not let CloudWatch Logs in is rolled back with the reason', async () => {
    const template = join(running.directory, 'seed.yaml');
    writeFileSync(template, SEED_FAILURE);
    const deploy = ['aws', 'cloudformation', 'deploy', '--stack-name', 'seed', '--template-file', template] as const;
    expect((await command(running, '333333333333', ...deploy)).code).not.toBe(0);
    const describeStacks = ['aws', 'cloudformation', 'describe-stacks', '--stack-name', 'seed'] as const;
    expect((await command(running, '333333333333', ...describeStacks)).output).toContain('ROLLBACK_COMPLETE');
    const events = [
      'aws',
      'cloudformation',
      'describe-stack-events',
      '--stack-name',
      'seed',
      '--output',
      'text',
    ] as const;
    expect((await command(running, '333333333333', ...events)).output).toContain(
      "The specified KMS key does not exist or is not allowed to be used with Arn 'arn:aws:logs:us-east-1:333333333333:log-group:/aws/lambda/data-processing-dev'",
    );
  });
});

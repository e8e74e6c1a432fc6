import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CDK, command, type Finished, type Running, runEmulator } from '../rehearsal/emulator/running-emulator';
import { PLACE, synthesize } from './_helpers/verbs-app';

const MINUTES = 60_000;
const ENVIRONMENT = `aws://${PLACE.account}/${PLACE.region}`;
const EXECUTION = ['--cloudformation-execution-policies', 'arn:aws:iam::aws:policy/AdministratorAccess'];
const TOPIC = `arn:aws:sns:${PLACE.region}:${PLACE.account}:verbs`;
const FIRST = { value: 'one', code: 'exports.handler = async () => 1;' };
const SECOND = { value: 'two', code: 'exports.handler = async () => 2;' };

/** Every verb of the stock `cdk`, one after the other in one account, as its users give it. */
describe('the verbs of the real cdk', () => {
  let running: Running;
  const rows: string[] = [];

  const cdk = (...argv: readonly string[]): Promise<Finished> =>
    command(running, PLACE.account, CDK, '--no-notices', ...argv);
  const aws = async (...argv: readonly string[]): Promise<string> => {
    const { code, output } = await command(running, PLACE.account, 'aws', ...argv, '--output', 'text');
    if (code !== 0) throw new Error(output);
    return output.trim();
  };
  const stack = (query: string, name = 'verbs'): Promise<string> =>
    aws('cloudformation', 'describe-stacks', '--stack-name', name, '--query', `Stacks[0].${query}`);
  const parameter = (name: string): Promise<string> =>
    aws('ssm', 'get-parameter', '--name', name, '--query', 'Parameter.Value');
  const app = (edition: Parameters<typeof synthesize>[1]): readonly string[] => [
    '--app',
    synthesize(running.directory, edition),
  ];
  const deploy = (edition: Parameters<typeof synthesize>[1], ...more: readonly string[]): Promise<Finished> =>
    cdk('deploy', ...app(edition), '--require-approval', 'never', 'verbs', ...more);

  /** One step: a command of `cdk`, how it ends, and what stands afterwards. */
  const step = (name: string, walk: () => Promise<void>): void =>
    test(
      name,
      async () => {
        const row = rows.push(`no   ${name}`) - 1;
        await walk();
        rows[row] = `yes  ${name}`;
      },
      5 * MINUTES,
    );
  const ended = (finished: Finished, code: number, said: RegExp): void => {
    if (finished.code !== code || !said.test(finished.output)) throw new Error(`${finished.code}\n${finished.output}`);
  };

  beforeAll(async () => {
    running = await runEmulator();
    await aws('sns', 'create-topic', '--name', 'verbs');
  }, MINUTES);
  afterAll(async () => {
    process.stdout.write(`does what AWS does?\n${rows.join('\n')}\n`);
    await running.end();
  });

  step('bootstrap', async () => ended(await cdk('bootstrap', ENVIRONMENT, ...EXECUTION), 0, / bootstrapped\./));
  step('bootstrap again', async () =>
    ended(await cdk('bootstrap', ENVIRONMENT, ...EXECUTION), 0, /bootstrapped \(no changes\)/),
  );
  step('bootstrap --trust, --trust-for-lookup', async () => {
    const trust = ['--trust', '111111111111', '--trust-for-lookup', '333333333333'];
    ended(await cdk('bootstrap', ENVIRONMENT, ...EXECUTION, ...trust), 0, / bootstrapped\./);
    expect(await stack('StackStatus', 'CDKToolkit')).toBe('UPDATE_COMPLETE');
  });
  step('bootstrap with other --trust', async () => {
    ended(await cdk('bootstrap', ENVIRONMENT, ...EXECUTION, '--trust', '444444444444'), 0, / bootstrapped\./);
    expect(await stack('StackStatus', 'CDKToolkit')).toBe('UPDATE_COMPLETE');
  });
  step('bootstrap --custom-permissions-boundary', async () => {
    const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
    await aws('iam', 'create-policy', '--policy-name', 'edge', '--policy-document', JSON.stringify(document));
    const boundary = ['--custom-permissions-boundary', 'edge'];
    ended(await cdk('bootstrap', ENVIRONMENT, ...EXECUTION, ...boundary), 0, / bootstrapped\./);
    const role = `cdk-hnb659fds-cfn-exec-role-${PLACE.account}-${PLACE.region}`;
    const arn = 'Role.PermissionsBoundary.PermissionsBoundaryArn';
    expect(await aws('iam', 'get-role', '--role-name', role, '--query', arn)).toContain(':policy/edge');
  });
  step('bootstrap --qualifier, --toolkit-stack-name', async () => {
    const own = ['--qualifier', 'own', '--toolkit-stack-name', 'OwnToolkit', '--termination-protection'];
    ended(await cdk('bootstrap', ENVIRONMENT, ...EXECUTION, ...own), 0, / bootstrapped\./);
    expect(await stack('EnableTerminationProtection', 'OwnToolkit')).toBe('True');
  });
  step('list, metadata', async () => {
    ended(await cdk('list', ...app(FIRST)), 0, /^verbs$/m);
    ended(await cdk('metadata', ...app(FIRST), 'verbs'), 0, /aws:cdk:logicalId/);
  });
  step('diff of what is not there', async () =>
    ended(await cdk('diff', ...app(FIRST), '--fail'), 1, /AWS::SQS::Queue Queue/),
  );
  step('deploy --method=direct --parameters, --tags', async () => {
    const more = ['--method=direct', '--parameters', 'verbs:Given=of the command', '--tags', 'Round=1'];
    ended(await deploy(FIRST, ...more), 0, /✅ {2}verbs/);
    expect(await parameter('/verbs/told')).toBe('of the command');
    expect(await parameter('/verbs/deep')).toBe('one');
  });
  step('deploy of the same', async () => ended(await deploy(FIRST, '--tags', 'Round=1'), 0, /\(no changes\)/));
  step('diff by change set', async () =>
    ended(
      await cdk('diff', ...app(SECOND), '--fail'),
      1,
      /read-only change set(?!.*Could not create)[\s\S]*\[~\] AWS::SSM::Parameter Value/,
    ),
  );
  step('deploy --method=prepare-change-set, then execute', async () => {
    ended(await deploy(SECOND, '--method=prepare-change-set', '--change-set-name', 'later'), 0, /verbs/);
    expect(await parameter('/verbs/value')).toBe('one');
    await aws('cloudformation', 'execute-change-set', '--stack-name', 'verbs', '--change-set-name', 'later');
    await aws('cloudformation', 'wait', 'stack-update-complete', '--stack-name', 'verbs');
    expect(await parameter('/verbs/value')).toBe('two');
    expect(await parameter('/verbs/deep')).toBe('two');
  });
  step('deploy --method=change-set --notification-arns', async () => {
    ended(await deploy(FIRST, '--method=change-set', '--notification-arns', TOPIC), 0, /✅ {2}verbs/);
    expect(await stack('NotificationARNs[0]')).toBe(TOPIC);
  });
  step('deploy --hotswap of a function', async () => {
    ended(await deploy({ ...FIRST, code: SECOND.code }, '--hotswap'), 0, /hotswapped!|hotswap/i);
    const code = await aws('lambda', 'invoke', '--function-name', 'verbs', join(running.directory, 'answer'));
    expect(code).toContain('200');
  });
  step('deploy of what fails is rolled back', async () => {
    ended(await deploy({ ...SECOND, broken: true }), 1, /Broken/);
    expect(await stack('StackStatus')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await parameter('/verbs/value')).toBe('one');
  });
  step('deploy --no-rollback of what fails', async () => {
    ended(await deploy({ ...SECOND, broken: true }, '--no-rollback'), 1, /Broken/);
    expect(await stack('StackStatus')).toBe('UPDATE_FAILED');
    expect(await parameter('/verbs/value')).toBe('two');
  });
  step('rollback', async () => {
    ended(await cdk('rollback', ...app(SECOND), 'verbs'), 0, /UPDATE_ROLLBACK_COMPLETE|verbs/);
    expect(await stack('StackStatus')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await parameter('/verbs/value')).toBe('one');
  });
  step('rollback of what needs none', async () =>
    ended(await cdk('rollback', ...app(SECOND), 'verbs'), 1, /does not need a rollback/),
  );
  step('drift', async () => {
    ended(await cdk('drift', ...app(FIRST), '--fail', 'verbs'), 0, /No drift detected|0 resources? drifted/i);
    const timeout = (seconds: number): Promise<string> =>
      aws('lambda', 'update-function-configuration', '--function-name', 'verbs', '--timeout', `${seconds}`);
    await timeout(6);
    ended(await cdk('drift', ...app(FIRST), '--fail', 'verbs'), 1, /Timeout/);
    await timeout(5);
  });
  step('import', async () => {
    await deploy(FIRST);
    await aws('logs', 'create-log-group', '--log-group-name', 'verbs-adopted');
    const mapping = join(running.directory, 'mapping.json');
    const edition = { ...FIRST, adopted: 'verbs-adopted' };
    const logicalId = 'Adopted6F2DA9B8';
    const { output } = await cdk('import', ...app(edition), 'verbs', '--record-resource-mapping', mapping, '--force');
    writeFileSync(join(running.directory, 'recorded.txt'), output);
    const named = /Adopted[0-9A-F]{8}/.exec(JSON.stringify(await stackTemplate(edition)))?.[0] ?? logicalId;
    writeFileSync(mapping, JSON.stringify({ [named]: { LogGroupName: 'verbs-adopted' } }));
    ended(await cdk('import', ...app(edition), 'verbs', '--resource-mapping', mapping), 0, /verbs/);
    expect(await stack('StackStatus')).toBe('IMPORT_COMPLETE');
    ended(await deploy(edition), 0, /✅ {2}verbs/);
  });
  const stackTemplate = async (edition: Parameters<typeof synthesize>[1]): Promise<string> =>
    (await cdk('synth', ...app(edition), 'verbs')).output;
  step('gc', async () => {
    const collect = ['--unstable=gc', '--confirm=false', '--rollback-buffer-days=0', '--created-buffer-days=0'];
    ended(await cdk('gc', ENVIRONMENT, ...collect), 0, /Garbage Collecting/);
  });
  step('destroy', async () => {
    ended(await cdk('destroy', ...app(FIRST), '--force', 'verbs'), 0, /destroyed/);
    await expect(stack('StackStatus')).rejects.toThrow('does not exist');
  });
  step('deploy by a qualifier of one’s own', async () => {
    const own = ['--toolkit-stack-name', 'OwnToolkit'];
    ended(await deploy({ ...FIRST, qualifier: 'own' }, ...own), 0, /✅ {2}verbs/);
    ended(await cdk('destroy', ...app({ ...FIRST, qualifier: 'own' }), '--force', 'verbs'), 0, /destroyed/);
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import type { Finished } from '../rehearsal/emulator/running-emulator';
import { type Edition, PLACE, synthesize } from './_helpers/verbs-app';
import { ended, verbsWalk } from './_helpers/verbs-walk';

const ENVIRONMENT = `aws://${PLACE.account}/${PLACE.region}`;
const EXECUTION = ['--cloudformation-execution-policies', 'arn:aws:iam::aws:policy/AdministratorAccess'];
const TOPIC = `arn:aws:sns:${PLACE.region}:${PLACE.account}:verbs`;
const FIRST = { value: 'one', code: 'exports.handler = async () => 1;' };
const SECOND = { value: 'two', code: 'exports.handler = async () => 2;' };
/** Where the version of a bootstrap stands in its template. */
const VERSION = /(CdkBootstrapVersion:[\s\S]*?Value: ")(\d+)/;

/** Every verb of the stock `cdk`, one after the other in one account, as its users give it. */
describe('the verbs of the real cdk', () => {
  const { running, cdk, text, step } = verbsWalk();

  const stack = (query: string, name = 'verbs'): Promise<string> =>
    text('cloudformation', 'describe-stacks', '--stack-name', name, '--query', `Stacks[0].${query}`);
  const parameter = (name: string): Promise<string> =>
    text('ssm', 'get-parameter', '--name', name, '--query', 'Parameter.Value');
  const app = (edition: Edition): readonly string[] => ['--app', synthesize(running().directory, edition)];
  const deploy = (edition: Edition, ...more: readonly string[]): Promise<Finished> =>
    cdk('deploy', ...app(edition), '--require-approval', 'never', 'verbs', ...more);

  step('bootstrap of an older version', async () => {
    const file = join(running().directory, 'older.yaml');
    const { output } = await cdk('bootstrap', '--show-template');
    writeFileSync(
      file,
      output.replace(VERSION, (_, before) => `${before}25`),
    );
    ended(await cdk('bootstrap', ENVIRONMENT, ...EXECUTION, '--template', file), 0, / bootstrapped\./);
    expect(await parameter('/cdk-bootstrap/hnb659fds/version')).toBe('25');
  });
  step('bootstrap', async () => {
    ended(await cdk('bootstrap', ENVIRONMENT, ...EXECUTION), 0, / bootstrapped\./);
    const [, , version] = VERSION.exec((await cdk('bootstrap', '--show-template')).output) ?? [];
    expect(await parameter('/cdk-bootstrap/hnb659fds/version')).toBe(version);
  });
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
    await text('iam', 'create-policy', '--policy-name', 'edge', '--policy-document', JSON.stringify(document));
    const boundary = ['--custom-permissions-boundary', 'edge'];
    ended(await cdk('bootstrap', ENVIRONMENT, ...EXECUTION, ...boundary), 0, / bootstrapped\./);
    const role = `cdk-hnb659fds-cfn-exec-role-${PLACE.account}-${PLACE.region}`;
    const arn = 'Role.PermissionsBoundary.PermissionsBoundaryArn';
    expect(await text('iam', 'get-role', '--role-name', role, '--query', arn)).toContain(':policy/edge');
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
  step('diff by change set, of the nested stack too', async () =>
    ended(
      await cdk('diff', ...app(SECOND), '--fail'),
      1,
      /read-only change set(?!.*Could not create)[\s\S]*\[~\] AWS::SSM::Parameter Value[\s\S]*\[~\] AWS::SSM::Parameter Inner\/Deep[\s\S]*Number of stacks with differences: 2/,
    ),
  );
  step('diff --method=template', async () =>
    ended(await cdk('diff', ...app(SECOND), '--fail', '--method=template'), 1, /\[~\] AWS::SSM::Parameter Inner\/Deep/),
  );
  step('validate', async () => {
    const validate = ['validate', '--unstable=validate'];
    ended(await cdk(...validate, ...app(SECOND), 'verbs'), 0, /did not find any problems/);
    ended(await cdk(...validate, ...app({ ...FIRST, days: 2 }), 'verbs'), 1, /FATAL #\/RetentionInDays/);
  });
  step('deploy of what is refused beforehand', async () => {
    ended(
      await deploy({ ...FIRST, days: 2 }),
      1,
      /Early validation failed[\s\S]*\/Resources\/Kept\/Properties\/RetentionInDays/,
    );
    expect(await stack('StackStatus')).toBe('CREATE_COMPLETE');
  });
  step('publish-assets', async () =>
    ended(await cdk('publish-assets', '--unstable=publish-assets', ...app(SECOND), 'verbs'), 0, /assets/),
  );
  step('deploy --method=prepare-change-set, then execute', async () => {
    ended(await deploy(SECOND, '--method=prepare-change-set', '--change-set-name', 'later'), 0, /verbs/);
    expect(await parameter('/verbs/value')).toBe('one');
    await text('cloudformation', 'execute-change-set', '--stack-name', 'verbs', '--change-set-name', 'later');
    await text('cloudformation', 'wait', 'stack-update-complete', '--stack-name', 'verbs');
    expect(await parameter('/verbs/value')).toBe('two');
    expect(await parameter('/verbs/deep')).toBe('two');
  });
  step('deploy --method=change-set --notification-arns', async () => {
    await text('sns', 'create-topic', '--name', 'verbs');
    ended(await deploy(FIRST, '--method=change-set', '--notification-arns', TOPIC), 0, /✅ {2}verbs/);
    expect(await stack('NotificationARNs[0]')).toBe(TOPIC);
  });
  step('deploy --hotswap of a function', async () => {
    ended(await deploy({ ...FIRST, code: SECOND.code }, '--hotswap'), 0, /hotswapped!|hotswap/i);
    const code = await text('lambda', 'invoke', '--function-name', 'verbs', join(running().directory, 'answer'));
    expect(code).toContain('200');
  });
  step('deploy of what fails is rolled back', async () => {
    ended(await deploy({ ...SECOND, broken: true }), 1, /Broken/);
    expect(await stack('StackStatus')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await parameter('/verbs/value')).toBe('one');
  });
  step('diagnose', async () =>
    ended(
      await cdk('diagnose', '--unstable=diagnose', ...app(FIRST), 'verbs'),
      1,
      /verbs\/Broken[\s\S]*allowedPattern/,
    ),
  );
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
      text('lambda', 'update-function-configuration', '--function-name', 'verbs', '--timeout', `${seconds}`);
    await timeout(6);
    ended(await cdk('drift', ...app(FIRST), '--fail', 'verbs'), 1, /Timeout/);
    await timeout(5);
  });
  step('deploy --import-existing-resources', async () => {
    await text('logs', 'create-log-group', '--log-group-name', 'verbs-existing');
    const existing = { ...FIRST, adopted: 'verbs-existing' };
    ended(
      await deploy(existing),
      1,
      /Resource of type 'AWS::Logs::LogGroup' with identifier 'verbs-existing' already exists/,
    );
    ended(await deploy(existing, '--import-existing-resources'), 0, /IMPORT_COMPLETE[\s\S]*✅ {2}verbs/);
    const days = 'logGroups[0].retentionInDays';
    expect(
      await text('logs', 'describe-log-groups', '--log-group-name-prefix', 'verbs-existing', '--query', days),
    ).toBe('None');
  });
  step('import', async () => {
    await deploy(FIRST);
    await text('logs', 'create-log-group', '--log-group-name', 'verbs-adopted');
    const mapping = join(running().directory, 'mapping.json');
    const edition = { ...FIRST, adopted: 'verbs-adopted' };
    const logicalId = 'Adopted6F2DA9B8';
    const { output } = await cdk('import', ...app(edition), 'verbs', '--record-resource-mapping', mapping, '--force');
    writeFileSync(join(running().directory, 'recorded.txt'), output);
    const named = /Adopted[0-9A-F]{8}/.exec(JSON.stringify(await stackTemplate(edition)))?.[0] ?? logicalId;
    writeFileSync(mapping, JSON.stringify({ [named]: { LogGroupName: 'verbs-adopted' } }));
    ended(await cdk('import', ...app(edition), 'verbs', '--resource-mapping', mapping), 0, /verbs/);
    expect(await stack('StackStatus')).toBe('IMPORT_COMPLETE');
    ended(await deploy(edition), 0, /✅ {2}verbs/);
  });
  const stackTemplate = async (edition: Edition): Promise<string> =>
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

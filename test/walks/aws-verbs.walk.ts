import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { VERBS_PIPELINE } from './_helpers/verbs-pipeline';
import { ended, verbsWalk } from './_helpers/verbs-walk';

const parameter = (name: string, value: string, more: object = {}): object => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name: `/told/${name}`, Type: 'String', Value: value },
  ...more,
});
const template = (value: string, more: object = {}): object => ({
  Resources: { Told: parameter('value', value), ...more },
  Outputs: { Name: { Value: { Ref: 'Told' }, Export: { Name: 'told' } } },
});
/** What its service refuses, once everything else is made. */
const REFUSED = { Refused: { ...parameter('refused', 'x', { DependsOn: 'Told' }) } };
Object.assign((REFUSED.Refused as { Properties: object }).Properties, { AllowedPattern: '^y$' });
const USER = { Resources: { User: parameter('user', 'x') }, Outputs: { O: { Value: { 'Fn::ImportValue': 'told' } } } };

/** The verbs of the stock `aws` for stacks and pipelines, as its users give them. */
describe('the verbs of the real aws', () => {
  const { running, aws, text, step } = verbsWalk();
  const NAMED = ['--stack-name', 'told'];
  const CHANGE = [...NAMED, '--change-set-name', 'change'];

  const file = (name: string, content: object): string => {
    const path = join(running().directory, name);
    writeFileSync(path, JSON.stringify(content));
    return path;
  };
  const body = (content: object): readonly string[] => ['--template-body', `file://${file('template.json', content)}`];
  const stacks = (verb: string, ...argv: readonly string[]): Promise<string> => text('cloudformation', verb, ...argv);
  /** The exit code of a refusal is 255 of version 1 of `aws`, 254 of version 2. */
  const refused = async (said: RegExp, ...argv: readonly string[]): Promise<void> => {
    const finished = await aws(...argv);
    ended(finished, finished.code === 254 ? 254 : 255, said);
  };
  const wait = (status: string): Promise<string> => stacks('wait', status, ...NAMED);
  const status = (): Promise<string> => stacks('describe-stacks', ...NAMED, '--query', 'Stacks[0].StackStatus');
  const value = (): Promise<string> =>
    text('ssm', 'get-parameter', '--name', '/told/value', '--query', 'Parameter.Value');

  step('cloudformation validate-template, get-template-summary', async () => {
    expect(await stacks('validate-template', ...body(template('one')))).not.toContain('rror');
    const summary = ['--query', 'ResourceIdentifierSummaries[0].ResourceIdentifiers[0]'];
    expect(await stacks('get-template-summary', ...body(template('one')), ...summary)).toBe('Name');
    await refused(
      /Every Resources object must contain a Type member/,
      'cloudformation',
      'validate-template',
      ...body({ Resources: { A: {} } }),
    );
  });
  step('cloudformation create-stack, wait, describe-*, list-*', async () => {
    await stacks('create-stack', ...NAMED, ...body(template('one')), '--tags', 'Key=Round,Value=1');
    await wait('stack-create-complete');
    expect(await stacks('describe-stack-events', ...NAMED, '--query', 'StackEvents[].ResourceStatus')).toContain(
      'CREATE_COMPLETE',
    );
    expect(await stacks('describe-stack-resources', ...NAMED, '--query', 'StackResources[].PhysicalResourceId')).toBe(
      '/told/value',
    );
    expect(await stacks('describe-stack-resource', ...NAMED, '--logical-resource-id', 'Told')).toContain('/told/value');
    expect(await stacks('list-stack-resources', ...NAMED)).toContain('Told');
    expect(await stacks('list-stacks', '--stack-status-filter', 'CREATE_COMPLETE')).toContain('told');
    expect(await stacks('get-template', ...NAMED, '--query', 'TemplateBody.Resources.Told.Type')).toBe(
      'AWS::SSM::Parameter',
    );
    expect(await stacks('list-exports', '--query', 'Exports[].Name')).toBe('told');
  });
  step('cloudformation update-stack', async () => {
    await stacks('update-stack', ...NAMED, ...body(template('two')));
    await wait('stack-update-complete');
    expect(await value()).toBe('two');
    await refused(
      /No updates are to be performed/,
      'cloudformation',
      'update-stack',
      ...NAMED,
      ...body(template('two')),
    );
  });
  step('cloudformation create-, describe-, list-, delete-, execute-change-set', async () => {
    for (const end of ['delete', 'execute']) {
      await stacks('create-change-set', ...CHANGE, ...body(template('three')));
      await stacks('wait', 'change-set-create-complete', ...CHANGE);
      expect(await stacks('describe-change-set', ...CHANGE, '--query', 'Changes[].ResourceChange.Action')).toBe(
        'Modify',
      );
      expect(await stacks('list-change-sets', ...NAMED, '--query', 'Summaries[].ChangeSetName')).toBe('change');
      await stacks(`${end}-change-set`, ...CHANGE);
    }
    await wait('stack-update-complete');
    expect(await value()).toBe('three');
  });
  step('cloudformation describe-events of a change set that is refused beforehand', async () => {
    const group = { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 2 } };
    await stacks('create-change-set', ...CHANGE, ...body(template('three', { Group: group })));
    ended(await aws('cloudformation', 'wait', 'change-set-create-complete', ...CHANGE), 255, /terminal failure state/);
    const failed = ['--filters', 'FailedEvents=true', '--query', 'OperationEvents[].ValidationPath'];
    expect(await stacks('describe-events', ...CHANGE, ...failed)).toBe('/Resources/Group/Properties/RetentionInDays');
    await stacks('delete-change-set', ...CHANGE);
  });
  step('cloudformation list-imports, and a deletion that others are in the way of', async () => {
    await stacks('deploy', '--stack-name', 'user', '--template-file', file('user.json', USER));
    expect(await stacks('list-imports', '--export-name', 'told')).toContain('user');
    await refused(/Export told cannot be deleted as it is in use by user/, 'cloudformation', 'delete-stack', ...NAMED);
    await stacks('delete-stack', '--stack-name', 'user');
    await stacks('wait', 'stack-delete-complete', '--stack-name', 'user');
  });
  step('cloudformation detect-stack-drift, describe-stack-resource-drifts', async () => {
    await text('logs', 'create-log-group', '--log-group-name', 'aside');
    const group = {
      Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'drifting', RetentionInDays: 30 } },
    };
    await stacks('deploy', ...NAMED, '--template-file', file('drifting.json', template('three', group)));
    await text('logs', 'put-retention-policy', '--log-group-name', 'drifting', '--retention-in-days', '60');
    const id = await stacks('detect-stack-drift', ...NAMED, '--query', 'StackDriftDetectionId');
    const found = ['--stack-drift-detection-id', id, '--query', 'StackDriftStatus'];
    expect(await stacks('describe-stack-drift-detection-status', ...found)).toBe('DRIFTED');
    const differences = 'StackResourceDrifts[].PropertyDifferences[].PropertyPath';
    expect(await stacks('describe-stack-resource-drifts', ...NAMED, '--query', differences)).toBe('/RetentionInDays');
  });
  step('cloudformation update-stack --disable-rollback, rollback-stack', async () => {
    await stacks('update-stack', ...NAMED, ...body(template('four', REFUSED)), '--disable-rollback');
    ended(await aws('cloudformation', 'wait', 'stack-update-complete', ...NAMED), 255, /terminal failure state/);
    expect([await status(), await value()]).toEqual(['UPDATE_FAILED', 'four']);
    await stacks('rollback-stack', ...NAMED);
    await wait('stack-rollback-complete');
    expect([await status(), await value()]).toEqual(['UPDATE_ROLLBACK_COMPLETE', 'three']);
    await refused(
      /RollbackUpdatedStack cannot be called from current stack status/,
      'cloudformation',
      'continue-update-rollback',
      ...NAMED,
    );
    await refused(/CancelUpdateStack/, 'cloudformation', 'cancel-update-stack', ...NAMED);
  });
  step('cloudformation set- and get-stack-policy, update-termination-protection', async () => {
    const deny = { Statement: [{ Effect: 'Deny', Action: 'Update:*', Principal: '*', Resource: '*' }] };
    await stacks('set-stack-policy', ...NAMED, '--stack-policy-body', JSON.stringify(deny));
    expect(await stacks('get-stack-policy', ...NAMED)).toContain('Deny');
    await stacks('update-stack', ...NAMED, ...body(template('five')));
    ended(await aws('cloudformation', 'wait', 'stack-update-complete', ...NAMED), 255, /terminal failure state/);
    await stacks('update-termination-protection', ...NAMED, '--enable-termination-protection');
    await refused(/TerminationProtection is enabled/, 'cloudformation', 'delete-stack', ...NAMED);
    await stacks('update-termination-protection', ...NAMED, '--no-enable-termination-protection');
  });
  step('cloudformation package, deploy', async () => {
    await text('s3', 'mb', 's3://packaged');
    writeFileSync(
      join(running().directory, 'inner.json'),
      JSON.stringify({ Resources: { Deep: parameter('deep', 'x') } }),
    );
    const outer = { Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: './inner.json' } } };
    const made = join(running().directory, 'packaged.yaml');
    await stacks(
      'package',
      '--template-file',
      file('outer.json', { Resources: outer }),
      '--s3-bucket',
      'packaged',
      '--output-template-file',
      made,
    );
    await stacks('deploy', '--stack-name', 'packaged', '--template-file', made);
    expect(await text('ssm', 'get-parameter', '--name', '/told/deep', '--query', 'Parameter.Value')).toBe('x');
  });
  step('cloudformation delete-stack', async () => {
    await stacks('delete-stack', ...NAMED);
    await wait('stack-delete-complete');
    await refused(/Stack with id told does not exist/, 'cloudformation', 'describe-stacks', ...NAMED);
  });

  const pipelines = (verb: string, ...argv: readonly string[]): Promise<string> => text('codepipeline', verb, ...argv);
  const PIPELINE = ['--pipeline-name', 'told'];
  const STAGE = [...PIPELINE, '--stage-name', 'Deploy'];
  const UNKNOWN = '00000000-0000-4000-8000-000000000000';
  step('codepipeline create-, get-, list-, update-pipeline', async () => {
    const trust = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'codepipeline.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    };
    await text('iam', 'create-role', '--role-name', 'pipeline', '--assume-role-policy-document', JSON.stringify(trust));
    await text('s3', 'mb', 's3://artifacts');
    const made = ['--cli-input-json', `file://${file('pipeline.json', { pipeline: VERBS_PIPELINE })}`];
    await pipelines('create-pipeline', ...made);
    expect(await pipelines('list-pipelines', '--query', 'pipelines[].name')).toBe('told');
    await pipelines('update-pipeline', ...made);
    expect(await pipelines('get-pipeline', '--name', 'told', '--query', 'pipeline.version')).toBe('2');
  });
  step('codepipeline get-pipeline-state, disable- and enable-stage-transition', async () => {
    const enabled = (): Promise<string> =>
      pipelines('get-pipeline-state', '--name', 'told', '--query', 'stageStates[1].inboundTransitionState.enabled');
    const inbound = [...STAGE, '--transition-type', 'Inbound'];
    await pipelines('disable-stage-transition', ...inbound, '--reason', 'Not today');
    expect(await enabled()).toBe('False');
    await pipelines('enable-stage-transition', ...inbound);
    expect(await enabled()).toBe('True');
  });
  step('codepipeline list-pipeline- and list-action-executions', async () => {
    for (const kind of ['pipeline', 'action']) expect(await pipelines(`list-${kind}-executions`, ...PIPELINE)).toBe('');
  });
  step('codepipeline verbs of an execution that is none', async () => {
    const none = ['--pipeline-execution-id', UNKNOWN];
    await refused(/PipelineExecutionNotFoundException/, 'codepipeline', 'get-pipeline-execution', ...PIPELINE, ...none);
    await refused(
      /PipelineExecutionNotStoppableException/,
      'codepipeline',
      'stop-pipeline-execution',
      ...PIPELINE,
      ...none,
    );
    await refused(
      /NotLatest|NotFound/,
      'codepipeline',
      'retry-stage-execution',
      ...STAGE,
      ...none,
      '--retry-mode',
      'FAILED_ACTIONS',
    );
  });
  step('codepipeline delete-pipeline', async () => {
    await pipelines('delete-pipeline', '--name', 'told');
    await refused(/PipelineNotFoundException/, 'codepipeline', 'get-pipeline', '--name', 'told');
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { StackEvent } from '../../../lib/rehearsal/executor/cloud/cloud';
import { FakeCloud } from './_helpers/fake-cloud';
import { deployAction, pipeline, stage } from './_helpers/pipelines';
import { cleanUp, ended, output, run } from './_helpers/run';
import { withFiles } from './_helpers/write-files';

afterAll(cleanUp);

const DEPLOY_ROLE = 'arn:aws:iam::222222222222:role/deploy';
const EXECUTION_ROLE = 'arn:aws:iam::222222222222:role/execute';
const FILES = { 'template.json': '{"Resources":{}}' };

const event = (id: string, status: string, reason?: string): StackEvent => ({
  StackId: 'data',
  StackName: 'data',
  EventId: `${id}-${status}`,
  LogicalResourceId: id,
  ResourceType: id === 'data' ? 'AWS::CloudFormation::Stack' : 'AWS::Logs::LogGroup',
  ResourceStatus: status as 'CREATE_FAILED',
  ResourceStatusReason: reason,
  Timestamp: new Date('2026-01-01T10:00:00Z'),
});

/** A change set made and executed, as CDK Pipelines does it. */
const changeSetPipeline = (): FakeCloud => {
  const name = { ChangeSetName: 'Change' };
  const more = { roleArn: DEPLOY_ROLE };
  const prepare = {
    ...name,
    ActionMode: 'CHANGE_SET_REPLACE',
    RoleArn: EXECUTION_ROLE,
    Capabilities: 'CAPABILITY_NAMED_IAM,CAPABILITY_AUTO_EXPAND',
  };
  return new FakeCloud(
    pipeline([
      stage(
        'dev',
        deployAction('Prepare', prepare, more),
        deployAction(
          'Deploy',
          { ...name, ActionMode: 'CHANGE_SET_EXECUTE' },
          { ...more, runOrder: 2, namespace: 'data' },
        ),
      ),
    ]),
  );
};

/** One action with the given mode. */
const modePipeline = (ActionMode: string, more: Record<string, string> = {}, action = {}): FakeCloud =>
  new FakeCloud(pipeline([stage('dev', deployAction('Go', { ActionMode, ...more }, action))]));

describe('a change set', () => {
  test('is made with template, capabilities and execution role, as the action role, and executed', async () => {
    const cloud = changeSetPipeline();
    cloud.scripts.set('data', {
      status: 'CREATE_COMPLETE',
      outputs: { Url: 'https://x' },
      events: [event('data', 'CREATE_COMPLETE')],
    });
    const done = await run(cloud, await withFiles(FILES));
    expect(done.status).toBe('Succeeded');
    expect(cloud.calls).toContain(`createChangeSet CREATE data in us-east-1 as ${DEPLOY_ROLE}`);
    expect(cloud.inputs.get('data')).toEqual({
      stackName: 'data',
      template: { body: '{"Resources":{}}' },
      parameters: {},
      tags: {},
      capabilities: ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
      roleArn: EXECUTION_ROLE,
    });
    expect(ended(done, 'Deploy')).toMatchObject({ summary: 'data: CREATE_COMPLETE', variables: { Url: 'https://x' } });
    expect(output(done, 'Deploy')).toContain('10:00:00 | CREATE_COMPLETE | AWS::CloudFormation::Stack | data');
  });

  test('replaces an older one and updates an existing stack', async () => {
    const cloud = changeSetPipeline();
    cloud.setStatus('data', 'UPDATE_COMPLETE');
    cloud.changeSets.set('data/Change', { status: 'FAILED', reason: 'old' });
    await run(cloud, await withFiles(FILES));
    const calls = cloud.calls.filter((call) => call.includes('ChangeSet'));
    expect(calls).toEqual([
      'deleteChangeSet data',
      `createChangeSet UPDATE data in us-east-1 as ${DEPLOY_ROLE}`,
      'executeChangeSet data',
    ]);
  });

  test('without changes succeeds, and is not executed', async () => {
    const cloud = changeSetPipeline();
    cloud.setStatus('data', 'UPDATE_COMPLETE', { Url: 'https://old' });
    cloud.unchanged.add('data');
    const done = await run(cloud, await withFiles(FILES));
    expect(done.status).toBe('Succeeded');
    expect(ended(done, 'Deploy')).toMatchObject({ summary: 'data: no changes', variables: { Url: 'https://old' } });
    expect(cloud.calls).not.toContain('executeChangeSet data');
  });

  test('fails with the first failing resource, its type and the reason', async () => {
    const cloud = changeSetPipeline();
    cloud.setStatus('data', 'UPDATE_COMPLETE');
    cloud.events.set('data', [event('Old', 'CREATE_FAILED', 'long ago')]);
    cloud.scripts.set('data', {
      status: 'UPDATE_ROLLBACK_COMPLETE',
      events: [
        event('Other', 'CREATE_FAILED', 'Resource creation cancelled'),
        event('Logs', 'CREATE_FAILED', 'The specified KMS key does not exist or is not allowed to be used'),
        event('data', 'UPDATE_ROLLBACK_IN_PROGRESS', 'The following resource(s) failed to create'),
      ],
    });
    const done = await run(cloud, await withFiles(FILES));
    expect(done.status).toBe('Failed');
    expect(ended(done, 'Deploy').summary).toBe(
      'stack data UPDATE_ROLLBACK_COMPLETE: Logs AWS::Logs::LogGroup CREATE_FAILED: The specified KMS key does not exist or is not allowed to be used',
    );
    expect(output(done, 'Deploy').join('\n')).not.toContain('long ago');
  });

  test('fails when CloudFormation refuses it', async () => {
    const cloud = changeSetPipeline();
    cloud.findChangeSet = async () => ({ status: 'FAILED', reason: 'Template format error' });
    const { summary } = ended(await run(cloud, await withFiles(FILES)), 'Prepare');
    expect(summary).toBe('change set Change of stack data failed: Template format error');
  });

  test('fails with what early validation has found, or with why that cannot be read', async () => {
    const cloud = changeSetPipeline();
    const reason = 'The following hook(s)/validation failed: [AWS::EarlyValidation::PropertyValidation].';
    cloud.findChangeSet = async () => ({ status: 'FAILED', reason });
    cloud.changeSetProblems = async () => ['/Resources/Q/Properties: #: required key [Value] not found'];
    const failed = `change set Change of stack data failed: ${reason}; `;
    const told = ended(await run(cloud, await withFiles(FILES)), 'Prepare').summary;
    expect(told).toBe(`${failed}/Resources/Q/Properties: #: required key [Value] not found`);
    cloud.changeSetProblems = () => Promise.reject(new Error('not authorized'));
    const hidden = ended(await run(cloud, await withFiles(FILES)), 'Prepare').summary;
    expect(hidden).toBe(`${failed}what it is cannot be read: not authorized`);
  });

  test('fails when it does not exist at its execution', async () => {
    const cloud = modePipeline('CHANGE_SET_EXECUTE', { ChangeSetName: 'Change' });
    const { summary } = ended(await run(cloud, await withFiles(FILES)), 'Go');
    expect(summary).toBe('change set Change of stack data does not exist');
  });
});

describe('a stack', () => {
  test('is created with parameters and tags of its configuration file, the action overriding', async () => {
    const overrides = {
      B: 'action',
      Bucket: { 'Fn::GetArtifactAtt': ['Code', 'BucketName'] },
      C: { 'Fn::GetParam': ['Code', 'values.json', 'colour'] },
    };
    const cloud = modePipeline('CREATE_UPDATE', {
      TemplateConfiguration: 'Code::config.json',
      ParameterOverrides: JSON.stringify(overrides),
    });
    await run(
      cloud,
      await withFiles({
        ...FILES,
        'config.json': '{"Parameters":{"A":"file","B":"file"},"Tags":{"T":"t"}}',
        'values.json': '{"colour":"red"}',
      }),
    );
    expect(cloud.inputs.get('data')).toMatchObject({
      parameters: { A: 'file', B: 'action', Bucket: 'artifacts', C: 'red' },
      tags: { T: 't' },
    });
    expect(cloud.calls).toContain('createStack data');
  });

  test('is given a long template by its address', async () => {
    const cloud = modePipeline('CREATE_UPDATE');
    await run(cloud, await withFiles({ 'template.json': JSON.stringify({ Description: 'x'.repeat(60_000) }) }));
    expect(cloud.inputs.get('data')?.template).toEqual({
      url: expect.stringMatching(/^http:\/\/localhost:1\/artifacts\/delivery\/templates\//),
    });
  });

  test('is updated where it exists; no changes are fine', async () => {
    const cloud = modePipeline('CREATE_UPDATE');
    cloud.setStatus('data', 'CREATE_COMPLETE');
    cloud.unchanged.add('data');
    expect(ended(await run(cloud, await withFiles(FILES)), 'Go').summary).toBe('data: no changes');
  });

  test('writes its outputs into an artifact', async () => {
    const cloud = modePipeline('CREATE_UPDATE', { OutputFileName: 'out.json' }, { outputArtifacts: [{ name: 'Out' }] });
    cloud.scripts.set('data', { status: 'CREATE_COMPLETE', outputs: { Url: 'https://x' } });
    const { outputs } = ended(await run(cloud, await withFiles(FILES)), 'Go');
    const text = await readFile(join(outputs[0]?.directory ?? '', 'out.json'), 'utf8');
    expect(JSON.parse(text)).toEqual({ Url: 'https://x' });
    expect([...cloud.objects.keys()].some((key) => key.startsWith('artifacts/delivery/Out/'))).toBe(true);
  });

  test.each([
    ['ROLLBACK_COMPLETE', ['deleteStack data', 'createStack data']],
    ['CREATE_COMPLETE', ['updateStack data']],
  ])('in state %s is replaced on failure by %j', async (status, expected) => {
    const cloud = modePipeline('REPLACE_ON_FAILURE');
    cloud.setStatus('data', status);
    cloud.scripts.set('data', { status: 'UPDATE_COMPLETE' });
    await run(cloud, await withFiles(FILES));
    expect(cloud.calls.filter((call) => call.includes('Stack data'))).toEqual(expected);
  });

  test.each([
    [true, 'data: DELETE_COMPLETE'],
    [false, 'data: does not exist'],
  ])('is deleted (existing: %s)', async (exists, summary) => {
    const cloud = modePipeline('DELETE_ONLY');
    if (exists) cloud.setStatus('data', 'CREATE_COMPLETE');
    expect(ended(await run(cloud, await withFiles(FILES)), 'Go').summary).toBe(summary);
  });

  test.each([
    [{ TemplatePath: 'Code::none.json' }, 'TemplatePath: artifact Code has no file none.json'],
    [{ TemplatePath: 'template.json' }, 'TemplatePath must read Artifact::path, got template.json'],
    [{ TemplatePath: 'Other::t.json' }, 'artifact Other, which is no input artifact of the action: it has Code'],
    [{ ParameterOverrides: '{"A":{"Fn::GetArtifactAtt":["Other","URL"]}}' }, 'Fn::GetArtifactAtt names artifact Other'],
    [{ ParameterOverrides: '{"A":{"Fn::GetParam":["Other","a","x"]}}' }, 'Fn::GetParam names artifact Other'],
    [{ TemplateConfiguration: 'Code::template.json' }, 'Unrecognized key: "Resources"'],
    [{ ParameterOverrides: '{"A":{"Ref":"B"}}' }, 'ParameterOverrides cannot be read: '],
    [
      { ParameterOverrides: '{"A":{"Fn::GetParam":["Code","template.json","x"]}}' },
      'Fn::GetParam: Code::template.json has no text x',
    ],
  ])('fails for %j', async (more, summary) => {
    const done = await run(modePipeline('CREATE_UPDATE', more), await withFiles(FILES));
    expect(ended(done, 'Go').summary).toContain(summary);
  });

  test('fails for a change set with a stack policy, which none takes', async () => {
    const more = { ChangeSetName: 'c', TemplateConfiguration: 'Code::config.json' };
    const files = { ...FILES, 'config.json': '{ "StackPolicy": { "Statement": [] } }' };
    const done = await run(modePipeline('CHANGE_SET_REPLACE', more), await withFiles(files));
    expect(ended(done, 'Go').summary).toContain('cannot be rehearsed for a change set');
  });

  test('fails for a change set without a name', async () => {
    const done = await run(modePipeline('CHANGE_SET_REPLACE'), await withFiles(FILES));
    expect(ended(done, 'Go').summary).toBe(
      'ActionMode CHANGE_SET_REPLACE needs ChangeSetName, which the action does not set',
    );
  });
});

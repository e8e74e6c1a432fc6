import { afterAll, describe, expect, test } from '@jest/globals';
import type { PipelineDeclaration } from '../../../lib/rehearsal/executor/cloud/cloud';
import type { ExecutorOptions } from '../../../lib/rehearsal/executor/options';
import { FakeCloud } from './_helpers/fake-cloud';
import { FINE, NO } from './_helpers/listening';
import { outlineOf } from './_helpers/outline';
import { approvalAction, deployAction, pipeline, stage } from './_helpers/pipelines';
import { cleanUp, run } from './_helpers/run';
import { withFiles } from './_helpers/write-files';

afterAll(cleanUp);

type Stage = NonNullable<PipelineDeclaration['stages']>[number];

const GOOD = '0f0e0d0c-0000-4000-8000-000000000001';
const BAD = '0f0e0d0c-0000-4000-8000-000000000002';
const BACK = '0f0e0d0c-0000-4000-8000-000000000003';

/** A stage that asks and deploys what the source brings, and one before and behind it. */
const deploying = (conditions: Partial<Stage> = {}): FakeCloud => {
  const ask = approvalAction('Ask', { CustomData: '#{Source.CommitId}' });
  const prod = stage('prod', ask, { ...deployAction('Deploy', { ActionMode: 'CREATE_UPDATE' }), runOrder: 2 });
  return new FakeCloud(
    pipeline([
      stage('dev', approvalAction('First')),
      { ...prod, ...conditions },
      stage('after', approvalAction('Then')),
    ]),
  );
};
const template = (name: string): Promise<string> =>
  withFiles({ 'template.json': JSON.stringify({ Description: name, Resources: {} }) });
const release = async (
  cloud: FakeCloud,
  pipelineExecutionId: string,
  name: string,
  more: Partial<ExecutorOptions> = {},
) => run(cloud, await template(name), { pipelineExecutionId, ...more });
const deployed = (cloud: FakeCloud): string => JSON.stringify(cloud.inputs.get('data')?.template);
const refusing = (): Pick<ExecutorOptions, 'approve'> => {
  let asked = 0;
  return { approve: async ({ actionName }) => (actionName === 'Ask' && asked++ === 0 ? NO : FINE) };
};

describe('a roll-back', () => {
  test('runs its stage alone, with the artifacts and variables of its target', async () => {
    const cloud = deploying();
    await release(cloud, GOOD, 'good');
    await release(cloud, BAD, 'bad');
    expect(deployed(cloud)).toContain('bad');
    const messages: (string | undefined)[] = [];
    const done = await release(cloud, BACK, 'nothing', {
      rollback: { stageName: 'prod', targetPipelineExecutionId: GOOD },
      approve: async ({ message }) => {
        messages.push(message);
        return FINE;
      },
    });
    expect(outlineOf(done.events)).toEqual([
      '> prod',
      'Ask Succeeded',
      'Deploy Succeeded',
      '< prod Succeeded',
      'end Succeeded',
    ]);
    expect(deployed(cloud)).toContain('good');
    expect(messages).toEqual(['0123456789abcdef0123456789abcdef01234567']);
    const first = cloud.notes.find((note) => note.pipelineExecutionId === BACK);
    expect([first?.rollbackTarget, first?.trigger]).toEqual([GOOD, undefined]);
  });

  test('fails of a stage that there is not', async () => {
    const rollback = { stageName: 'staging', targetPipelineExecutionId: GOOD };
    await expect(release(deploying(), BACK, 'x', { rollback })).rejects.toThrow('stage staging is to be rolled back');
  });

  test('fails where its target has made no artifact', async () => {
    const done = await release(deploying(), BACK, 'x', {
      rollback: { stageName: 'prod', targetPipelineExecutionId: GOOD },
      approve: async () => FINE,
    });
    expect(done.status).toBe('Failed');
  });

  test('follows a failure whose stage says so, as another execution', async () => {
    const cloud = deploying({ onFailure: { result: 'ROLLBACK' } });
    await release(cloud, GOOD, 'good');
    const done = await release(cloud, BAD, 'bad', refusing());
    expect(outlineOf(done.events).slice(-3)).toEqual(['Ask Failed', '< prod Failed', 'end Failed']);
    expect(done.events.at(-1)).toMatchObject({ cause: `prod was rolled back to ${GOOD}: Succeeded` });
    expect(done.events.filter(({ type }) => type.startsWith('rollback'))).toMatchObject([
      { stageName: 'prod', targetPipelineExecutionId: GOOD },
      { stageName: 'prod', status: 'Succeeded' },
    ]);
    const back = cloud.notes.filter(({ rollbackTarget }) => rollbackTarget === GOOD);
    expect(back.map(({ status }) => status)).toEqual(['InProgress', 'Succeeded']);
    expect(back[0]?.trigger).toEqual({
      triggerType: 'AutomatedRollback',
      triggerDetail: JSON.stringify({ FailedPipelineExecutionId: BAD }),
    });
    expect(back.map((note) => note.pipelineExecutionId)).not.toContain(BAD);
  });

  test('that fails engages no other one', async () => {
    const cloud = deploying({ onFailure: { result: 'ROLLBACK' } });
    await release(cloud, GOOD, 'good');
    const done = await release(cloud, BAD, 'bad', {
      approve: async ({ actionName }) => (actionName === 'Ask' ? NO : FINE),
    });
    expect(done.events.at(-1)).toMatchObject({ cause: `prod was rolled back to ${GOOD}: Failed` });
    expect(done.events.filter(({ type }) => type === 'rollback-started')).toHaveLength(1);
  });

  test('is engaged by a success condition, too, and says where there is nothing to go back to', async () => {
    const rule = {
      name: 'Check',
      ruleTypeId: { category: 'Rule', owner: 'AWS', provider: 'VariableCheck', version: '1' },
      configuration: { Variable: '#{Source.BranchName}', Operator: 'EQ', Value: 'dev' },
    } as const;
    const cloud = deploying({ onSuccess: { conditions: [{ result: 'ROLLBACK', rules: [rule] }] } });
    const done = await release(cloud, BAD, 'bad', { approve: async () => FINE });
    expect(done.events.at(-1)).toMatchObject({
      status: 'Failed',
      cause: expect.stringContaining('prod is not rolled back'),
    });
  });
});

import { describe, expect, test } from '@jest/globals';
import { approvalMeant, type Meant, type Waiting, waitingOf } from '../../lib/executions/open-approvals';
import type { ActionExecutionDetail, ExecutionHistory, StageState } from '../../lib/executions/pipeline';

/** A stage whose approvals wait, by their tokens; one without a token has ended. */
const asking = (
  stageName: string,
  pipelineExecutionId: string,
  ...tokens: readonly (string | undefined)[]
): StageState => ({
  stageName,
  latestExecution: { pipelineExecutionId, status: 'InProgress' },
  actionStates: tokens.map((token, index) => ({
    actionName: `Approve${index + 1}`,
    latestExecution: {
      status: token === undefined ? 'Succeeded' : 'InProgress',
      ...(token !== undefined && { token }),
    },
  })),
});

const DEV = asking('dev', 'one', undefined);
const PROD = asking('prod', 'two', 'token');

/** A pipeline in mode PARALLEL, of which an approval and a build run in an execution. */
const beside = (status: 'InProgress' | 'Succeeded' = 'InProgress'): ExecutionHistory => {
  const action = (actionName: string, category: 'Approval' | 'Build'): ActionExecutionDetail => ({
    stageName: 'prod',
    actionName,
    status,
    input: { actionTypeId: { category, owner: 'AWS', provider: 'Any', version: '1' } },
    output: { executionResult: { externalExecutionId: `the token of ${actionName}` } },
  });
  return {
    ...history([asking('prod', 'five', undefined)]),
    executions: async () => [
      { pipelineExecutionId: 'five', status: 'InProgress', executionMode: 'PARALLEL' },
      { pipelineExecutionId: 'four', status: 'Failed', executionMode: 'PARALLEL' },
    ],
    actions: async (id) => (id === 'five' ? [action('Approve', 'Approval'), action('Build', 'Build')] : []),
  };
};

const history = (stages: readonly StageState[]): ExecutionHistory => ({
  name: 'shop',
  stages: async () => stages,
  executions: async () => [{ pipelineExecutionId: 'two', status: 'InProgress', executionMode: 'SUPERSEDED' }],
  actions: () => Promise.reject(new Error('nobody needs them')),
});

const waiting = (...stages: readonly StageState[]): Promise<Waiting> => waitingOf(history(stages));

describe('an approval that waits', () => {
  test('is one with a token', async () => {
    expect((await waiting(DEV, PROD)).approvals).toEqual([
      { stageName: 'prod', actionName: 'Approve1', token: 'token', pipelineExecutionId: 'two' },
    ]);
  });

  test('is known by its action where executions run beside each other', async () => {
    const { approvals } = await waitingOf(beside());
    const token = 'the token of Approve';
    expect(approvals).toEqual([{ stageName: 'prod', actionName: 'Approve', token, pipelineExecutionId: 'five' }]);
    expect((await waitingOf(beside('Succeeded'))).approvals).toEqual([]);
  });

  test.each<[Meant]>([[{}], [{ stageName: 'prod' }], [{ stageName: 'prod', pipelineExecutionId: 'two' }]])(
    'is meant by %j',
    async (meant) => {
      expect(approvalMeant(await waiting(DEV, PROD), meant).token).toBe('token');
    },
  );

  test('is found by its execution where others wait, too', async () => {
    const other = asking('staging', 'three', 'other');
    expect(approvalMeant(await waiting(other, PROD), { pipelineExecutionId: 'three' }).token).toBe('other');
  });

  test.each<[string, Meant, readonly StageState[], 1 | 2]>([
    ['no approval waits for an answer', {}, [DEV], 1],
    ['no approval of dev waits for an answer', { stageName: 'dev' }, [DEV, PROD], 1],
    ['what waits is prod of two', { pipelineExecutionId: 'one' }, [DEV, PROD], 1],
    ['has no stage "stagin": it has dev, prod', { stageName: 'stagin' }, [DEV, PROD], 2],
    ['say of which stage: prod/Approve1, prod/Approve2', {}, [asking('prod', 'two', 'a', 'b')], 2],
  ])('fails with "%s"', async (message, meant, stages, exitCode) => {
    const found = await waiting(...stages);
    expect(() => approvalMeant(found, meant)).toThrow(
      expect.objectContaining({ exitCode, message: expect.stringContaining(message) }),
    );
  });
});

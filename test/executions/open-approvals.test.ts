import { describe, expect, test } from '@jest/globals';
import { approvalMeant, type Meant, openApprovals } from '../../lib/executions/open-approvals';
import type { StageState } from '../../lib/executions/pipeline';

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

describe('an approval that waits', () => {
  test('is one with a token', () => {
    expect(openApprovals([DEV, PROD])).toEqual([
      { stageName: 'prod', actionName: 'Approve1', token: 'token', pipelineExecutionId: 'two' },
    ]);
  });

  test.each<[Meant]>([[{}], [{ stageName: 'prod' }], [{ stageName: 'prod', pipelineExecutionId: 'two' }]])(
    'is meant by %j',
    (meant) => {
      expect(approvalMeant([DEV, PROD], meant).token).toBe('token');
    },
  );

  test('is found by its execution where others wait, too', () => {
    const other = asking('staging', 'three', 'other');
    expect(approvalMeant([other, PROD], { pipelineExecutionId: 'three' }).token).toBe('other');
  });

  test.each<[string, Meant, readonly StageState[], 1 | 2]>([
    ['no approval waits for an answer', {}, [DEV], 1],
    ['no approval of dev waits for an answer', { stageName: 'dev' }, [DEV, PROD], 1],
    ['what waits is prod of two', { pipelineExecutionId: 'one' }, [DEV, PROD], 1],
    ['has no stage "stagin": it has dev, prod', { stageName: 'stagin' }, [DEV, PROD], 2],
    ['say of which stage: prod/Approve1, prod/Approve2', {}, [asking('prod', 'two', 'a', 'b')], 2],
  ])('fails with "%s"', (message, meant, stages, exitCode) => {
    expect(() => approvalMeant(stages, meant)).toThrow(
      expect.objectContaining({ exitCode, message: expect.stringContaining(message) }),
    );
  });
});

import { describe, expect, test } from '@jest/globals';
import { stageToRetry } from '../../lib/executions/failed-stage';
import type { Meant } from '../../lib/executions/open-approvals';
import type { StageState } from '../../lib/executions/pipeline';

const stage = (
  stageName: string,
  pipelineExecutionId?: string,
  status: 'Failed' | 'Stopped' | 'Succeeded' = 'Succeeded',
): StageState => ({
  stageName,
  ...(pipelineExecutionId !== undefined && { latestExecution: { pipelineExecutionId, status } }),
});

const STAGES = [stage('dev', 'two'), stage('prod', 'one', 'Failed'), stage('after')];

describe('the stage that is to be retried', () => {
  test.each<[Meant]>([[{}], [{ stageName: 'prod' }], [{ pipelineExecutionId: 'one' }]])('is meant by %j', (meant) => {
    expect(stageToRetry(STAGES, meant)).toEqual({ stageName: 'prod', pipelineExecutionId: 'one' });
  });

  test('may have been stopped', () => {
    expect(stageToRetry([stage('dev', 'one', 'Stopped')], {}).stageName).toBe('dev');
  });

  test.each<[string, Meant, readonly StageState[], 1 | 2]>([
    ['no stage has failed, there is nothing to retry: the stages are dev Succeeded', {}, [stage('dev', 'one')], 1],
    ['dev has not failed', { stageName: 'dev' }, STAGES, 1],
    ['no stage of execution two has failed', { pipelineExecutionId: 'two' }, STAGES, 1],
    ['say which: dev of two, prod of one', {}, [stage('dev', 'two', 'Failed'), stage('prod', 'one', 'Failed')], 2],
  ])('fails with "%s"', (message, meant, stages, exitCode) => {
    expect(() => stageToRetry(stages, meant)).toThrow(
      expect.objectContaining({ exitCode, message: expect.stringContaining(message) }),
    );
  });
});

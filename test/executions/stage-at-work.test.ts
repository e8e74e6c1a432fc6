import { describe, expect, test } from '@jest/globals';
import { stageAtWork } from '../../lib/executions/stage-at-work';
import { UserError } from '../../lib/ground/user-error';

const state = (status: string) => async () => ({
  stages: async () => [
    { stageName: 'dev', latestExecution: { pipelineExecutionId: '1', status: status as 'InProgress' } },
  ],
});
const failing = (error: Error) => () => Promise.reject(error);

describe('whether an execution is at work in a stage', () => {
  test.each(['InProgress', 'Stopping'])('is yes where its newest one is %s', async (status) => {
    expect(await stageAtWork(state(status), 'dev')).toContain('execution 1 is in stage dev');
  });

  test.each(['Succeeded', 'Failed', 'Stopped', 'Cancelled'])(
    'is no where it is %s, or in another stage',
    async (status) => {
      expect(await stageAtWork(state(status), 'dev')).toBeUndefined();
      expect(await stageAtWork(state('InProgress'), 'prod')).toBeUndefined();
    },
  );

  test('is no where there is no pipeline, and never no where nobody could look', async () => {
    const said = (message: string) => stageAtWork(failing(new UserError(message)), 'dev');
    expect(await said('PipelineNotFoundException: x')).toBeUndefined();
    expect(await said('AccessDeniedException: no')).toBe(
      'whether a release is at work cannot be seen (AccessDeniedException: no)',
    );
    await expect(stageAtWork(failing(new TypeError('a bug')), 'dev')).rejects.toThrow('a bug');
  });
});

import { describe, expect, test } from '@jest/globals';
import { actionMeant, type BuildLogs, logOf } from '../../lib/executions/action-log';
import type { ActionExecutionDetail } from '../../lib/executions/pipeline';

const action = (
  stageName: string,
  actionName: string,
  more: Partial<ActionExecutionDetail> = {},
): ActionExecutionDetail => ({
  stageName,
  actionName,
  status: 'Succeeded',
  input: { actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' } },
  output: { executionResult: { externalExecutionId: 'synth:1' } },
  ...more,
});

/** Two pages, the last of which is answered again and again, as CloudWatch Logs does. */
const LOGS: BuildLogs = {
  stream: async (id) => (id === 'synth:1' ? { group: 'g', stream: 's' } : undefined),
  page: async (_, token) =>
    token === undefined ? { lines: ['one'], next: 'f/1' } : { lines: token === 'f/1' ? ['two'] : [], next: 'f/2' },
};

describe('the action whose log is meant', () => {
  test.each(['Synth', 'Build/Synth'])('is the newest run of %s', (meant) => {
    const actions = [
      action('Build', 'Synth', { actionExecutionId: 'new' }),
      action('Build', 'Synth'),
      action('dev', 'Deploy'),
    ];
    expect(actionMeant(actions, meant).actionExecutionId).toBe('new');
  });

  test('fails where none has run, and where several are called so', () => {
    const actions = [action('dev', 'Validate'), action('prod', 'Validate')];
    expect(() => actionMeant(actions, 'Synth')).toThrow(
      'no action Synth has run in this execution: dev/Validate, prod/Validate',
    );
    expect(() => actionMeant(actions, 'Validate')).toThrow('say which: dev/Validate, prod/Validate');
    expect(() => actionMeant([], 'Synth')).toThrow('none');
  });
});

describe('the log of an action', () => {
  test('is all that its build wrote', async () => {
    expect(await logOf(action('Build', 'Synth'), LOGS)).toEqual(['one', 'two']);
  });

  test('fails for what is no build, and for a build without a stream', async () => {
    const deploy = action('dev', 'Deploy', {
      input: { actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'CloudFormation', version: '1' } },
    });
    await expect(logOf(deploy, LOGS)).rejects.toThrow('dev/Deploy has no log');
    const silent = action('Build', 'Synth', { output: { executionResult: { externalExecutionId: 'other:1' } } });
    await expect(logOf(silent, LOGS)).rejects.toThrow('build other:1 of Build/Synth has written nothing');
  });
});

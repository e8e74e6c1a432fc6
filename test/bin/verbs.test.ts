import { describe, expect, test } from '@jest/globals';
import { addAnswers } from '../../bin/commands/answer';
import { addExecutions } from '../../bin/commands/executions';
import { addRetry } from '../../bin/commands/retry';
import { addStatus } from '../../bin/commands/status';
import { addStop } from '../../bin/commands/stop';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';
import { commandLine } from './_helpers/command-line';

describe('a verb without a pipeline', () => {
  test.each([
    [addStatus, 'status'],
    [addAnswers, 'approve'],
    [addAnswers, 'reject'],
    [addRetry, 'retry'],
    [addStop, 'stop'],
    [addExecutions, 'executions'],
  ] as const)('%p fails with exit code 2 and says what to do', async (add, word) => {
    const ended = await commandLine(add)(word, '--app', temporaryDirectory());
    expect(ended).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('runs, and no emulator is kept for it'),
    });
    expect(ended.stderr).toContain('--pipeline');
  });

  test('fails with exit code 2 on a region', async () => {
    const { exitCode, stderr } = await commandLine(addStatus)('status', '--region', 'eu-west-1');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('name it with --pipeline')]);
  });
});

describe('a verb on a pipeline that cannot be asked', () => {
  const env = { AWS_ENDPOINT_URL: 'http://localhost:1' };

  test('fails with exit code 2 where a comment is longer than CodePipeline keeps, before anything is asked', async () => {
    const ended = await commandLine(addAnswers, undefined, env)(
      'approve',
      '--pipeline',
      'p',
      '--region',
      'eu-west-1',
      '--comment',
      'x'.repeat(513),
    );
    expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining('at most 512')]);
  });

  test('fails with exit code 2 without credentials', async () => {
    // No test finds credentials of AWS.
    const { exitCode, stderr } = await commandLine(addStatus, undefined, env)(
      'status',
      '--pipeline',
      'p',
      '--region',
      'eu-west-1',
    );
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('there are no credentials of AWS')]);
  });

  test('fails with exit code 2 without a region', async () => {
    const { exitCode, stderr } = await commandLine(addStatus, undefined, env)('status', '--pipeline', 'p');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('--region')]);
  });
});

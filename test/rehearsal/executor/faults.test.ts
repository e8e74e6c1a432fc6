import { afterAll, describe, expect, test } from '@jest/globals';
import type { ExecutorOptions } from '../../../lib/rehearsal/executor/options';
import { ArmedFaults } from '../../../lib/rehearsal/faults/armed-faults';
import { parseFault } from '../../../lib/rehearsal/faults/parse-fault';
import { build } from './_helpers/build';
import { FakeCloud } from './_helpers/fake-cloud';
import { FINE, listening } from './_helpers/listening';
import { pipeline, sourceAction, stage } from './_helpers/pipelines';
import { cleanUp, ended, privateDirectory, run } from './_helpers/run';

afterAll(cleanUp);

const ACCESS = { credentials: { accessKeyId: '111111111111', secretAccessKey: 's' }, region: 'us-east-1' };

/** Options of an execution in which something goes wrong. */
const under = (...texts: readonly string[]): Pick<ExecutorOptions, 'strike'> => {
  const { strike } = new ArmedFaults(texts.map(parseFault), new FakeCloud(pipeline([])), ACCESS);
  return { strike };
};

const buildspec = (...commands: readonly string[]) => ({ version: '0.2', phases: { build: { commands } } });

describe('a build that is to crash', () => {
  test('fails with its first command and 137, and runs no other', async () => {
    const { end, lines } = await build(
      buildspec('echo one', 'echo two'),
      undefined,
      {},
      under('crashed-build:Build/Make'),
    );
    expect(end).toMatchObject({
      status: 'Failed',
      summary: 'Error while executing command: echo one. Reason: exit status 137',
    });
    expect(lines).not.toContain('one');
    expect(lines).not.toContain('two');
  });

  test('fails with the exit status that was said', async () => {
    const { end } = await build(buildspec('echo one'), undefined, {}, under('crashed-build:Build/Make:3'));
    expect(end.summary).toContain('exit status 3');
  });

  test('is another one', async () => {
    const { end } = await build(buildspec('echo one'), undefined, {}, under('crashed-build:Build/Other'));
    expect(end.status).toBe('Succeeded');
  });
});

test('a build that is to run later does, and the one without does not', async () => {
  const date = `node -p 'Math.round((new Date() - ${Date.now()}) / 864e5) + " " + Math.round((Date.now() - ${Date.now()}) / 864e5) + " " + new Date(0).getTime() + " " + (new Date() instanceof Date)'`;
  const later = await build(buildspec(date), undefined, {}, under('later:40:Build/Make'));
  expect(later.lines).toContain('40 40 0 true');
  const now = await build(buildspec(date), undefined, {}, under('later:40:Build/Other'));
  expect(now.lines).toContain('0 0 0 true');
});

test('an approval that is to expire does at once, with the time that it may wait, and nobody is asked', async () => {
  let asked = 0;
  const approve = async () => {
    asked += 1;
    return FINE;
  };
  const done = await run(listening('prod'), await privateDirectory(), { approve, ...under('expired:prod') });
  expect([done.status, ended(done, 'Askprod').summary, asked]).toEqual(['Failed', 'timed out after 10080 minutes', 0]);
  expect((await run(listening('prod'), await privateDirectory(), { approve, ...under('expired:dev') })).status).toBe(
    'Succeeded',
  );
});

test('a source whose connection is lost fails with the connection and what to do', async () => {
  const cloud = new FakeCloud(pipeline([stage('Source', sourceAction())]));
  const done = await run(cloud, await privateDirectory(), under('lost-connection:Source/Push'));
  expect(ended(done, 'Push')).toMatchObject({
    status: 'Failed',
    summary: expect.stringMatching(/is not available: .*release again$/),
  });
});

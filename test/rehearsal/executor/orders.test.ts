import { afterAll, describe, expect, test } from '@jest/globals';
import type { ApprovalRequest } from '../../../lib/rehearsal/executor/event';
import type { ExecutorOptions } from '../../../lib/rehearsal/executor/options';
import { FakeCloud } from './_helpers/fake-cloud';
import { FINE, listening, NO, silent } from './_helpers/listening';
import { approvalAction, pipeline, stage } from './_helpers/pipelines';
import { cleanUp, ended, privateDirectory, run } from './_helpers/run';

afterAll(cleanUp);

/** Asks nobody, and does something when an approval is asked for. */
const then = (act: (request: ApprovalRequest, signal: AbortSignal) => void): Pick<ExecutorOptions, 'approve'> => ({
  approve: async (request, signal) => {
    act(request, signal);
    return undefined;
  },
});

describe('an approval that is asked for', () => {
  test('is answered at the endpoint, by its token, and whoever is asked here is asked no longer', async () => {
    const cloud = listening('prod');
    let gaveUp = false;
    const done = await run(cloud, await privateDirectory(), {
      approve: ({ token }, signal) => {
        signal.addEventListener('abort', () => {
          gaveUp = true;
        });
        cloud.give({ kind: 'approval', token: 'of another request', ...FINE });
        cloud.give({ kind: 'approval', token, ...NO });
        return silent(signal);
      },
    });
    expect([done.status, ended(done, 'Askprod').summary, gaveUp]).toEqual(['Failed', 'not on a Friday', true]);
  });

  test('is answered here, and the endpoint knows it', async () => {
    const cloud = listening('prod');
    const done = await run(cloud, await privateDirectory(), { approve: async () => FINE });
    expect(done.status).toBe('Succeeded');
    expect(cloud.orders).toMatchObject([{ kind: 'approval', ...FINE }]);
  });

  test('goes as the first answer says, also where the second is given before it is heard', async () => {
    const cloud = listening('prod');
    const done = await run(cloud, await privateDirectory(), {
      approve: async ({ token }) => {
        cloud.orders?.push({ kind: 'approval', token, ...NO });
        setTimeout(() => cloud.give({ kind: 'approval', token: 'of another request', ...FINE }), 10);
        return FINE;
      },
    });
    expect([done.status, ended(done, 'Askprod').summary]).toEqual(['Failed', 'not on a Friday']);
  });

  test('is a no where nobody is asked here and the endpoint takes no answers', async () => {
    const cloud = new FakeCloud(pipeline([stage('prod', approvalAction('Ask'))]));
    const done = await run(
      cloud,
      await privateDirectory(),
      then(() => undefined),
    );
    expect(ended(done, 'Ask')).toMatchObject({ status: 'Failed', summary: expect.stringContaining('no terminal') });
  });

  test('fails where the endpoint can be heard no more, and nobody is asked here', async () => {
    const cloud = listening('prod');
    cloud.awaitOrders = async (_access, { seconds }) => {
      if (seconds > 0) throw new Error('gone');
      return [];
    };
    const done = await run(
      cloud,
      await privateDirectory(),
      then(() => undefined),
    );
    expect(ended(done, 'Askprod')).toMatchObject({ status: 'Failed', summary: expect.stringContaining('gone') });
  });

  test('fails where the endpoint refuses the answer that was given here', async () => {
    const cloud = listening('prod');
    cloud.putApprovalResult = async () => {
      throw new Error('the summary is too long');
    };
    const done = await run(cloud, await privateDirectory());
    expect(ended(done, 'Askprod')).toMatchObject({ status: 'Failed', summary: 'the summary is too long' });
  });
});

describe('a stop', () => {
  test('that abandons ends what is under way, and says why', async () => {
    const cloud = listening('prod', 'after');
    const done = await run(cloud, await privateDirectory(), {
      approve: (_, signal) => {
        cloud.give({ kind: 'stop', abandon: true, reason: 'a fire' });
        return silent(signal);
      },
    });
    expect([done.status, ended(done, 'Askprod').status]).toEqual(['Stopped', 'Abandoned']);
    expect(done.events.at(-1)).toMatchObject({ cause: 'stopped: a fire' });
    expect(cloud.notes.at(-1)).toMatchObject({ status: 'Stopped', statusSummary: 'stopped: a fire' });
  });

  test('that waits lets what is under way end, and starts nothing more', async () => {
    const cloud = listening('prod', 'after');
    const done = await run(cloud, await privateDirectory(), {
      approve: async () => {
        cloud.give({ kind: 'stop', abandon: false, reason: '' });
        await new Promise((heard) => setTimeout(heard, 10));
        return FINE;
      },
    });
    expect([done.status, ended(done, 'Askprod').status]).toEqual(['Stopped', 'Succeeded']);
    expect(done.events.some((event) => event.type === 'stage-started' && event.stageName === 'after')).toBe(false);
  });

  test('that waits ends as stopped whatever the actions under way came to, also in the last stage', async () => {
    for (const answer of [FINE, NO]) {
      const cloud = listening('prod');
      const done = await run(cloud, await privateDirectory(), {
        approve: async () => {
          cloud.give({ kind: 'stop', abandon: false, reason: '' });
          await new Promise((heard) => setTimeout(heard, 10));
          return answer;
        },
      });
      expect(done.status).toBe('Stopped');
    }
  });

  test('that waits starts no later run order of the stage either', async () => {
    const first = approvalAction('First');
    const cloud = new FakeCloud(pipeline([stage('prod', first, { ...approvalAction('Second'), runOrder: 2 })]));
    cloud.orders = [];
    const done = await run(cloud, await privateDirectory(), {
      approve: async () => {
        cloud.give({ kind: 'stop', abandon: false, reason: '' });
        await new Promise((heard) => setTimeout(heard, 10));
        return FINE;
      },
    });
    expect(done.events.filter((event) => event.type === 'approval-requested')).toHaveLength(1);
    expect(done.events.find((event) => event.type === 'stage-ended' && event.stageName === 'prod')).toMatchObject({
      status: 'Stopped',
    });
    expect(done.status).toBe('Stopped');
  });
});

describe('the endpoint', () => {
  test('is told before the first note that somebody runs the execution, and until its end', async () => {
    const cloud = listening('prod');
    let isHeldMeanwhile = false;
    const done = await run(cloud, await privateDirectory(), {
      approve: async () => {
        isHeldMeanwhile = cloud.holds[0]?.signal.aborted === false;
        return FINE;
      },
    });
    expect([done.status, isHeldMeanwhile, cloud.holds.length]).toEqual(['Succeeded', true, 1]);
    expect(cloud.holds[0]).toMatchObject({ of: cloud.notes[0]?.pipelineExecutionId, before: 0 });
    expect(cloud.holds[0]?.signal.aborted).toBe(true);
  });

  test('that lets go of it can be asked nothing more', async () => {
    const cloud = listening('prod');
    cloud.hold = async () => {
      throw new Error('socket hang up');
    };
    const done = await run(
      cloud,
      await privateDirectory(),
      then(() => undefined),
    );
    expect(ended(done, 'Askprod')).toMatchObject({
      status: 'Failed',
      summary: expect.stringContaining('takes this execution for one that nobody runs: socket hang up'),
    });
  });
});

describe('a disabled transition', () => {
  test('is waited at until it is enabled', async () => {
    const cloud = listening('prod');
    cloud.disabled.add('prod');
    const asked: string[] = [];
    const going = run(cloud, await privateDirectory(), {
      approve: async ({ stageName }) => {
        asked.push(stageName);
        return FINE;
      },
    });
    const source = () => cloud.notes.some(({ status, stageName }) => stageName === 'Source' && status === 'Succeeded');
    while (!source()) await new Promise((later) => setTimeout(later, 5));
    await new Promise((later) => setTimeout(later, 40));
    expect(asked).toEqual([]);
    cloud.disabled.clear();
    expect([(await going).status, asked]).toEqual(['Succeeded', ['prod']]);
  });

  test('is told at once, and ends an execution when nobody has enabled it in time: never green, and nothing to retry', async () => {
    const cloud = listening('dev', 'prod');
    cloud.disabled.add('prod');
    const done = await run(cloud, await privateDirectory(), {
      approve: async () => FINE,
      transitionMilliseconds: 0,
      retryMilliseconds: 60_000,
    });
    expect(done.status).toBe('Stopped');
    expect(done.events.filter(({ type }) => type === 'transition-disabled')).toEqual([
      { type: 'transition-disabled', time: expect.any(String), stageName: 'prod', reason: 'freeze' },
    ]);
    expect(done.events.map(({ type }) => type)).not.toContain('retry-awaited');
    expect(done.events.at(-1)).toMatchObject({
      cause: expect.stringMatching(/nobody is let into prod, whose transition is disabled: freeze.*--stage-name prod/),
    });
  });

  test('is left by a stop, after which there is nothing to retry', async () => {
    const cloud = listening('prod');
    cloud.disabled.add('prod');
    const done = await run(cloud, await privateDirectory(), {
      retryMilliseconds: 60_000,
      emit: ({ type }) => {
        if (type === 'transition-disabled') cloud.give({ kind: 'stop', abandon: false, reason: '' });
      },
    });
    expect(done.status).toBe('Stopped');
    expect(done.events.map(({ type }) => type)).not.toContain('retry-awaited');
  });
});

test('an execution that is superseded in front of a stage ends there, and nobody waits for its retry', async () => {
  const cloud = listening('dev', 'prod');
  cloud.entries.set('prod', 'superseded');
  const done = await run(cloud, await privateDirectory(), { retryMilliseconds: 60_000 });
  expect(done.status).toBe('Superseded');
  expect(done.events.at(-1)).toMatchObject({ cause: 'a newer execution went on instead' });
  expect(cloud.notes.at(-1)).toMatchObject({
    status: 'Superseded',
    statusSummary: 'a newer execution went on instead',
  });
});

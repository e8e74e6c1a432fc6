import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { UserError } from '../../lib/ground/user-error';
import type { Start } from '../../lib/rehearsal/executor/cloud/cloud';
import type { ExecutorEvent } from '../../lib/rehearsal/executor/event';
import type { SourceRevision } from '../../lib/rehearsal/executor/options';
import type { Emit, ProgressEvent } from '../../lib/rehearsal/progress';
import type { RehearsedRelease } from '../../lib/rehearsal/release/release';
import { type Begun, type Work, Worker } from '../../lib/rehearsal/worker';

const revision = (commitId: string): SourceRevision => ({
  commitId,
  branch: 'main',
  message: 'Sell things',
  author: 'Ada',
  checkout: async () => undefined,
});

const start = (pipelineExecutionId: string): Start => ({ pipelineExecutionId, variables: {}, sourceRevisions: [] });

const time = '2026-01-01T00:00:00.000Z';

const STARTED: ExecutorEvent = {
  type: 'execution-started',
  time,
  pipelineName: 'case',
  pipelineExecutionId: 'an-id',
  commitId: 'c0ffee0',
  stages: [],
};

const RELEASE = { summary: { status: 'Succeeded' } } as RehearsedRelease;

const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

/** A worker on a site that gives these starts, one after the other. */
const worker = (starts: readonly Start[], run: Work['run'], taken = true) => {
  const stop = new AbortController();
  stops.push(stop);
  const told: string[] = [];
  const ended: RehearsedRelease[] = [];
  const left = [...starts];
  const made = new Worker({
    async awaitStarts(signal) {
      const next = left.shift();
      if (next !== undefined) return [next];
      await setTimeout(10_000, undefined, { signal });
      return [];
    },
    takeStart: async () => taken,
    revisionOf: async () => revision('c0ffee0'),
    run,
    emit: (event: ProgressEvent) => told.push(event.type === 'note' ? event.text : event.type),
    ended: (release) => ended.push(release),
    signal: stop.signal,
  });
  return { worker: made, told, ended, stop, never: new AbortController().signal };
};

const fine = async (_: Begun, emit: Emit): Promise<RehearsedRelease> => {
  emit(STARTED);
  emit({ type: 'stage-ended', time, stageName: 'dev', status: 'Succeeded' });
  emit({ type: 'execution-ended', time, status: 'Succeeded', restarts: 0 });
  return RELEASE;
};

describe('a worker', () => {
  test('runs what is started at the endpoint as releases of their own, and says how they go', async () => {
    const ran: Begun[] = [];
    const {
      worker: made,
      told,
      ended,
      never,
    } = worker([start('one'), start('two')], (begun, emit) => {
      ran.push(begun);
      return fine(begun, emit);
    });
    made.listen();
    while (made.releases.length < 2) await setTimeout(5);
    await made.idle(0, never);
    expect(ended).toEqual([RELEASE, RELEASE]);
    expect(ran.map((begun) => begun.start?.pipelineExecutionId)).toEqual(['one', 'two']);
    expect(told.slice(0, 3)).toEqual([
      'release an-id of c0ffee0: execution an-id begins',
      'release an-id of c0ffee0: dev Succeeded',
      'release an-id of c0ffee0: Succeeded',
    ]);
    await made.close();
  });

  test('runs them beside each other, and begins the next when the one before has begun', async () => {
    const order: string[] = [];
    let end = () => {};
    const ending = new Promise<void>((resolve) => {
      end = resolve;
    });
    const { worker: made } = worker([], async ({ revision: { commitId } }, emit) => {
      await setTimeout(commitId === 'first' ? 40 : 1);
      emit(STARTED);
      order.push(`${commitId} begun`);
      await ending;
      order.push(`${commitId} ended`);
      return RELEASE;
    });
    await Promise.all(['first', 'second'].map((id) => made.begin({ revision: revision(id) })));
    expect(order).toEqual(['first begun', 'second begun']);
    end();
    await made.close();
    expect(order.slice(2)).toEqual(['first ended', 'second ended']);
  });

  test('leaves alone what somebody else has taken', async () => {
    let runs = 0;
    const { worker: made, told } = worker(
      [start('one')],
      async (...run) => {
        runs += 1;
        return fine(...run);
      },
      false,
    );
    made.listen();
    await setTimeout(20);
    await made.close();
    expect([runs, told]).toEqual([0, []]);
  });

  test.each([new Error('no space is left'), new UserError('stopped by Ctrl-C')])(
    'goes on when a release breaks, counts it, and says why: %s',
    async (error) => {
      const {
        worker: made,
        told,
        never,
      } = worker([], async () => {
        throw error;
      });
      await made.begin({ revision: revision('c0ffee0') });
      await made.idle(0, never);
      expect([made.broken, made.releases, told]).toEqual([
        1,
        [],
        [`release of c0ffee0 came to no end: ${error.message}`],
      ]);
    },
  );

  test('is idle when nothing has happened for so long, not while something runs, and at once on a quit', async () => {
    const {
      worker: made,
      never,
      stop,
    } = worker([], async () => {
      await setTimeout(300);
      return RELEASE;
    });
    const since = Date.now();
    void made.begin({ revision: revision('c0ffee0') });
    await made.idle(0, AbortSignal.abort());
    expect(made.releases).toHaveLength(1);
    await made.idle(60_000, AbortSignal.abort());
    made.active({ type: 'note', time, text: 'something' });
    await made.idle(150, never);
    expect(Date.now() - since).toBeGreaterThanOrEqual(440);
    stop.abort(new Error('the emulator is gone'));
    await expect(made.idle(60_000, never)).rejects.toThrow('the emulator is gone');
  });

  test('says that nothing is started any more where the endpoint fails', async () => {
    const told: string[] = [];
    const made = new Worker({
      awaitStarts: async () => {
        throw new Error('gone');
      },
      takeStart: async () => true,
      revisionOf: async () => revision('c0ffee0'),
      run: fine,
      emit: (event) => told.push(event.type === 'note' ? event.text : ''),
      signal: new AbortController().signal,
    });
    made.listen();
    while (told.length === 0) await setTimeout(1);
    await made.close();
    expect(told).toEqual(['nothing is started by the API any more: gone']);
  });
});

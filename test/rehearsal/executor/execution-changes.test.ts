import { describe, expect, test } from '@jest/globals';
import type { ExecutorEvent } from '../../../lib/rehearsal/executor/event';
import { FakeCloud } from './_helpers/fake-cloud';
import { FALSE, outlineOf } from './_helpers/outline';
import { approvalAction, buildAction, pipeline, project, stage } from './_helpers/pipelines';
import { ended, privateDirectory, run } from './_helpers/run';

describe('a definition that changes while it runs', () => {
  /** A pipeline whose update action changes the definition so many times. */
  const mutating = (times: number): FakeCloud => {
    const cloud = new FakeCloud(
      pipeline([stage('Update', approvalAction('Mutate')), stage('After', approvalAction('Ask'))]),
    );
    let left = times;
    const original = cloud.getPipeline.bind(cloud);
    let stagesSeen = 0;
    cloud.getPipeline = async (access, name) => {
      stagesSeen++;
      const current = await original(access, name);
      // After the plan come two looks per attempt: one after Source, one after Update.
      if (stagesSeen % 3 === 0 && left > 0) {
        left--;
        cloud.pipeline = { ...current, version: (current.version ?? 1) + 1 };
        if (times - left === 1) cloud.pipeline.stages?.push(stage('New', approvalAction('Last')));
      }
      return original(access, name);
    };
    return cloud;
  };

  test('starts again from Source on the new definition', async () => {
    const { status, events } = await run(mutating(1), await privateDirectory());
    expect(status).toBe('Succeeded');
    expect(outlineOf(events).filter((line) => !/^[A-Z]/.test(line))).toEqual([
      '> Source',
      '< Source Succeeded',
      '> Update',
      '< Update Succeeded',
      'restart 1',
      '> Source',
      '< Source Succeeded',
      '> Update',
      '< Update Succeeded',
      '> After',
      '< After Succeeded',
      '> New',
      '< New Succeeded',
      'end Succeeded',
    ]);
    const restarted = events.find((event) => event.type === 'execution-restarted');
    expect(restarted?.type === 'execution-restarted' && restarted.stages.map(({ stageName }) => stageName)).toEqual([
      'Source',
      'Update',
      'After',
      'New',
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'execution-ended', restarts: 1 });
  });

  test('fails when it never settles', async () => {
    const { status, events } = await run(mutating(99), await privateDirectory());
    expect(status).toBe('Failed');
    expect(events.at(-1)).toMatchObject({
      restarts: 3,
      cause: 'the definition changed 4 times in a row: synthesis is not deterministic',
    });
  });

  test('fails when the new definition cannot be rehearsed', async () => {
    const cloud = mutating(1);
    const look = cloud.getPipeline.bind(cloud);
    cloud.getPipeline = async (access, name) => {
      const current = await look(access, name);
      if (current.version !== 2) return current;
      const [first, ...rest] = current.stages ?? [];
      return {
        ...current,
        stages: [{ ...first, blockers: [{ name: 'b', type: 'Schedule' }] }, ...rest],
      } as typeof current;
    };
    const { status, events } = await run(cloud, await privateDirectory());
    expect(status).toBe('Failed');
    expect(events.at(-1)).toMatchObject({ cause: 'stage Source uses blockers, which cannot be rehearsed' });
  });

  test.each([false, undefined])('is cancelled when RestartExecutionOnUpdate is %s', async (flag) => {
    const cloud = mutating(1);
    cloud.restartOnUpdate = flag;
    const { status, events } = await run(cloud, await privateDirectory());
    expect(status).toBe('Cancelled');
    expect(events.at(-1)).toMatchObject({
      cause: 'the definition changed while the execution ran, and RestartExecutionOnUpdate is off',
    });
  });

  test('is cancelled where a newer execution has begun, which starts again in its place', async () => {
    const cloud = mutating(1);
    cloud.newest = 'newer';
    const { status, events } = await run(cloud, await privateDirectory());
    expect(status).toBe('Cancelled');
    expect(events.at(-1)).toMatchObject({
      restarts: 0,
      cause: 'the definition changed while the execution ran: what starts again is the newest revision, with newer',
    });
    const own = mutating(1);
    own.newest = '0f0e0d0c-0000-4000-8000-000000000000';
    expect(await run(own, await privateDirectory())).toMatchObject({ status: 'Succeeded' });
  });

  test('is cancelled when the pipeline itself is replaced by one of another name', async () => {
    const cloud = mutating(1);
    const look = cloud.getPipeline.bind(cloud);
    cloud.getPipeline = async (access, name) => {
      const current = await look(access, name);
      if (current.version === 1) return current;
      throw Object.assign(new Error('Account does not have a pipeline with name p'), {
        name: 'PipelineNotFoundException',
      });
    };
    const { status, events } = await run(cloud, await privateDirectory());
    expect(status).toBe('Cancelled');
    expect(events.at(-1)).toMatchObject({
      cause: expect.stringMatching(/^stage Update has deleted pipeline \w+, and/),
    });
  });
});

describe('a failure outside of any action', () => {
  test('fails before the first event when the pipeline cannot be rehearsed', async () => {
    const events: ExecutorEvent[] = [];
    const cloud = new FakeCloud(pipeline([stage('Go', { ...approvalAction('Go'), actionTypeId: undefined })]));
    await expect(run(cloud, await privateDirectory(), { emit: (event) => events.push(event) })).rejects.toThrow(
      'action Go/Go is of type',
    );
    expect(events).toEqual([]);
  });

  test('fails before the first event when the endpoint does not answer', async () => {
    const cloud = new FakeCloud(pipeline([]));
    cloud.getPipeline = () => Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
    await expect(run(cloud, await privateDirectory())).rejects.toThrow(
      'pipeline delivery cannot be read: the endpoint does not answer (ECONNREFUSED): the emulator has ended or was never there',
    );
  });

  test('fails the action when the cloud is gone', async () => {
    const cloud = new FakeCloud(pipeline([stage('Build', buildAction('Make'))]));
    cloud.getProject = () => Promise.reject(new AggregateError([new Error('connect ECONNREFUSED')], ''));
    const done = await run(cloud, await privateDirectory());
    expect(ended(done, 'Make')).toMatchObject({ status: 'Failed', summary: 'connect ECONNREFUSED' });
  });

  test('fails the execution when the cloud is gone between two stages', async () => {
    const cloud = new FakeCloud(pipeline([stage('Build', buildAction('Make'))]));
    cloud.projects.set('Make', project('Make', FALSE));
    let looks = 0;
    const look = cloud.getPipeline.bind(cloud);
    cloud.getPipeline = (access, name) => (looks++ === 0 ? look(access, name) : Promise.reject(new Error('gone')));
    const { status, events } = await run(cloud, await privateDirectory());
    expect(status).toBe('Failed');
    expect(events.at(-1)).toMatchObject({ type: 'execution-ended', cause: 'gone' });
  });
});

import { afterAll, describe, expect, test } from '@jest/globals';
import type { Order } from '../../../lib/rehearsal/executor/cloud/cloud';
import { FakeCloud } from './_helpers/fake-cloud';
import { FINE, listening, NO, silent } from './_helpers/listening';
import { approvalAction, pipeline, stage } from './_helpers/pipelines';
import { cleanUp, privateDirectory, run } from './_helpers/run';

afterAll(cleanUp);

describe('a retry', () => {
  /** Rejects `One` once, and gives an order when the executor waits for a retry; answers also who was asked how often. */
  const retried = async (cloud: FakeCloud, order: Order) => {
    const asked: string[] = [];
    const done = await run(cloud, await privateDirectory(), {
      retryMilliseconds: 1_200_000,
      approve: async ({ actionName }) => {
        asked.push(actionName);
        return actionName === 'One' && asked.filter((name) => name === 'One').length === 1 ? NO : FINE;
      },
      emit: (event) => {
        if (event.type === 'retry-awaited') cloud.give(order);
      },
    });
    return { done, asked: asked.toSorted() };
  };
  const both = (): FakeCloud => {
    const cloud = new FakeCloud(
      pipeline([stage('prod', approvalAction('One'), approvalAction('Two')), stage('after', approvalAction('Three'))]),
    );
    cloud.orders = [];
    return cloud;
  };

  test('runs what failed again, and goes on', async () => {
    const cloud = both();
    const { done, asked } = await retried(cloud, { kind: 'retry', stageName: 'prod', mode: 'FAILED_ACTIONS' });
    expect([done.status, asked]).toEqual(['Succeeded', ['One', 'One', 'Three', 'Two']]);
    const told = cloud.notes.filter(({ stageName, action }) => stageName === undefined && action === undefined);
    expect(told.map(({ status, retryable }) => [status, retryable])).toEqual([
      ['InProgress', undefined],
      ['Failed', true],
      ['InProgress', undefined],
      ['Succeeded', undefined],
    ]);
    expect(done.events.filter(({ type }) => type === 'execution-ended')).toHaveLength(1);
  });

  test('of all actions runs the stage from its first', async () => {
    const { done, asked } = await retried(both(), { kind: 'retry', stageName: 'prod', mode: 'ALL_ACTIONS' });
    expect([done.status, asked]).toEqual(['Succeeded', ['One', 'One', 'Three', 'Two', 'Two']]);
  });

  test('can follow a stop', async () => {
    const cloud = listening('prod');
    let asked = 0;
    const done = await run(cloud, await privateDirectory(), {
      retryMilliseconds: 1_200_000,
      approve: async (_, signal) => {
        asked += 1;
        if (asked > 1) return FINE;
        cloud.give({ kind: 'stop', abandon: true, reason: 'a fire' });
        return silent(signal);
      },
      emit: (event) => {
        if (event.type === 'retry-awaited') cloud.give({ kind: 'retry', stageName: 'prod', mode: 'FAILED_ACTIONS' });
      },
    });
    expect([done.status, asked]).toEqual(['Succeeded', 2]);
  });

  test('that nobody asks for in time ends as it was', async () => {
    const done = await run(listening('prod'), await privateDirectory(), {
      retryMilliseconds: 20,
      approve: async () => NO,
    });
    expect(done.status).toBe('Failed');
    expect(done.events.at(-1)).toMatchObject({ type: 'execution-ended', status: 'Failed' });
  });

  test('is not waited for where the endpoint takes no orders', async () => {
    const cloud = new FakeCloud(pipeline([stage('prod', approvalAction('Ask'))]));
    const done = await run(cloud, await privateDirectory(), { retryMilliseconds: 60_000, approve: async () => NO });
    expect(done.status).toBe('Failed');
  });
});

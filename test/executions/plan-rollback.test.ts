import { describe, expect, test } from '@jest/globals';
import type { ActionExecutionDetail, PipelineExecutionSummary } from '../../lib/executions/pipeline';
import { planRollback, type Rollbackable } from '../../lib/executions/plan-rollback';

const idOf = (number: number): string => `${number}`.repeat(8).concat('-0000-4000-8000-000000000000');

/** What came of one execution in prod, and of the whole. */
interface Past {
  readonly prod?: 'Succeeded' | 'Failed' | 'Stopped';
  readonly version?: number;
  readonly of?: number;
}

/** A pipeline whose executions are numbered in the order in which they ran. */
const pipeline = (
  past: readonly Past[],
  {
    version = 7,
    mode = 'QUEUED',
    running,
    status = 'InProgress',
    waves = [],
  }: {
    version?: number;
    mode?: string;
    running?: number;
    status?: 'InProgress' | 'Stopping';
    waves?: readonly string[];
  } = {},
): Rollbackable => ({
  structure: async () => ({ version, mode, deploying: ['dev', 'prod', ...waves] }),
  stages: async () => [
    { stageName: 'Source' },
    { stageName: 'UpdatePipeline' },
    {
      stageName: 'prod',
      latestExecution: {
        pipelineExecutionId: idOf(running ?? past.length),
        status: running === undefined ? 'Succeeded' : status,
      },
    },
    ...waves.map((stageName) => ({ stageName })),
  ],
  executions: async () =>
    past
      .map(
        ({ of, prod = 'Failed' }, index): PipelineExecutionSummary => ({
          pipelineExecutionId: idOf(index + 1),
          status: prod,
          startTime: new Date(Date.UTC(2026, 10, index + 1)),
          sourceRevisions: [
            {
              actionName: 'Source',
              revisionId: `abc${of ?? index + 1}def`,
              revisionSummary: `Change ${of ?? index + 1}`,
            },
          ],
          executionType: of === undefined ? 'STANDARD' : 'ROLLBACK',
          ...(of !== undefined && { rollbackMetadata: { rollbackTargetPipelineExecutionId: idOf(of) } }),
        }),
      )
      .toReversed(),
  actions: async (id) => {
    const { prod, version: then = 7 } = past[Number(id[0]) - 1] ?? {};
    const action = { pipelineExecutionId: id, pipelineVersion: then, actionName: 'Deploy' };
    const dev: ActionExecutionDetail = { ...action, stageName: 'dev', status: 'Succeeded' };
    // Newest first: a failed run that was retried is the older one.
    return prod === undefined
      ? [dev]
      : [
          { ...action, stageName: 'prod', status: prod === 'Succeeded' ? 'Succeeded' : 'Failed' },
          { ...action, stageName: 'prod', status: 'Failed' },
          dev,
        ];
  },
});

const good: Past = { prod: 'Succeeded' };

describe('a rollback', () => {
  test('is the stage alone where the pipeline is the one of then, and takes back what came there since', async () => {
    const plan = await planRollback(pipeline([good, {}, good, { prod: 'Failed' }]), 'prod', idOf(1).slice(0, 8));
    expect(plan).toMatchObject({
      way: 'stage',
      stageName: 'prod',
      target: { commitId: 'abc1def', message: 'Change 1' },
    });
    expect(plan.takenBack.map(({ message }) => message)).toEqual(['Change 3']);
  });

  test('finds what is older than the newest page of executions', async () => {
    const { executions, ...known } = pipeline([good, good]);
    const paged = { ...known, executions: async (since: Date) => (since.getTime() === 0 ? executions(since) : []) };
    expect((await planRollback(paged, 'prod', 'abc1')).target.commitId).toBe('abc1def');
  });

  test('is a release of the commit where the pipeline has changed since', async () => {
    const plan = await planRollback(pipeline([{ ...good, version: 5 }, good]), 'prod', 'abc1');
    expect(plan).toMatchObject({ way: 'release', versions: { before: 5, now: 7 }, target: { commitId: 'abc1def' } });
  });

  test('is a release in mode PARALLEL, which knows no roll-back', async () => {
    expect((await planRollback(pipeline([good, good], { mode: 'PARALLEL' }), 'prod', 'abc1')).way).toBe('release');
  });

  test('is a release where the environment has several stages, each of which rolls back alone', async () => {
    const several = pipeline([good, good], { waves: ['prod.2'] });
    expect((await planRollback(several, 'prod', 'abc1')).way).toBe('release');
    expect((await planRollback(pipeline([good, good], { waves: ['prod-eu'] }), 'prod', 'abc1')).way).toBe('stage');
  });

  test('to a roll-back is to what that one went back to', async () => {
    const plan = await planRollback(pipeline([good, good, { ...good, of: 1 }, good]), 'prod', idOf(3));
    expect(plan.target.pipelineExecutionId).toBe(idOf(1));
  });

  test.each([
    ['staging', 'abc1', [good, good], {}, 'deploys no environment "staging" (--environment): it deploys prod'],
    ['UpdatePipeline', 'abc1', [good, good], {}, 'deploys no environment "UpdatePipeline"'],
    ['prod', 'abc9', [good, good], {}, 'no execution that CodePipeline still knows'],
    ['prod', 'abc', [good, good], {}, 'could be several'],
    ['prod', idOf(1), [{}, good], {}, 'it has not come to prod'],
    ['prod', idOf(1), [{ prod: 'Failed' }, good], {}, 'in prod Deploy is Failed'],
    ['prod', idOf(2), [good, good], {}, 'runs execution 22222222'],
    ['prod', 'abc1', [good, good], { running: 2 }, `bin/delivery stop ${idOf(2)}`],
    ['prod', 'abc1', [good, good], { running: 2, status: 'Stopping' }, 'prod is running, execution 2222'],
  ] as const)('of %s to %s is refused', async (stage, to, past, more, because) => {
    await expect(planRollback(pipeline(past, more), stage, to)).rejects.toThrow(because);
  });
});

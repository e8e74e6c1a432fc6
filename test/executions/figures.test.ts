import { describe, expect, test } from '@jest/globals';
import { figuresOf } from '../../lib/executions/figures';
import type { ActionExecutionDetail, ExecutionHistory } from '../../lib/executions/pipeline';

const HOUR = 3600;
const NOW = new Date(Date.UTC(2026, 10, 28));

/** An execution that began so many hours ago; minutes that it built, waited and deployed. */
interface Past {
  readonly ago: number;
  readonly prod?: 'Succeeded' | 'Failed' | 'Rejected' | 'InProgress' | 'Retried';
  readonly waited?: number;
  readonly commit?: string;
  /** Of a roll-back: which of the list it went back to. */
  readonly to?: number;
}

const history = (past: readonly Past[], waves: readonly string[] = []): ExecutionHistory => ({
  name: 'delivery',
  stages: async () => ['Source', 'dev', 'prod', ...waves].map((stageName) => ({ stageName })),
  executions: async () =>
    past
      .map(({ ago, to, commit }, index) => ({
        pipelineExecutionId: String(index),
        ...(commit !== undefined && { sourceRevisions: [{ actionName: 'Source', revisionId: commit }] }),
        status: waves.length > 0 ? ('InProgress' as const) : ('Succeeded' as const),
        startTime: new Date(NOW.getTime() - ago * HOUR * 1000),
        ...(to !== undefined && { rollbackMetadata: { rollbackTargetPipelineExecutionId: String(to) } }),
      }))
      .toReversed(),
  actions: async (id) => {
    const { ago, prod, waited = 10 } = past[Number(id)] ?? { ago: 0 };
    const at = (minutes: number): Date => new Date(NOW.getTime() - ago * HOUR * 1000 + minutes * 60_000);
    const action = (
      [stageName, actionName]: readonly [string, string],
      status: ActionExecutionDetail['status'],
      [from, to]: readonly [number, number],
    ): ActionExecutionDetail => ({
      stageName,
      actionName,
      status,
      startTime: at(from),
      lastUpdateTime: at(to),
      input: {
        actionTypeId: {
          category: actionName === 'Approve' ? 'Approval' : 'Deploy',
          owner: 'AWS',
          provider: 'p',
          version: '1',
        },
      },
    });
    const dev = action(['dev', 'Deploy'], 'Succeeded', [5, 20]);
    if (prod === undefined) return [dev];
    const approved = action(['prod', 'Approve'], prod === 'Rejected' ? 'Failed' : 'Succeeded', [20, 20 + waited]);
    if (prod === 'Rejected') return [approved, dev];
    const deployed = (status: ActionExecutionDetail['status'], from: number) =>
      action(['prod', 'Deploy'], status, [from, from + 10]);
    if (prod === 'Retried') return [deployed('Succeeded', 50 + waited), deployed('Failed', 20 + waited), approved, dev];
    return [deployed(prod, 20 + waited), approved, dev];
  },
});

const figures = (past: readonly Past[], environment?: string) =>
  figuresOf(history(past), { days: 14, now: NOW, ...(environment !== undefined && { environment }) });

describe('the figures', () => {
  test('of good releases count them, and say how long they took and waited', async () => {
    expect(
      await figures([
        { ago: 200, prod: 'Succeeded' },
        { ago: 100, prod: 'Succeeded', waited: 30 },
        { ago: 50, prod: 'Succeeded', waited: 20 },
      ]),
    ).toMatchObject({
      environment: 'prod',
      deployments: 3,
      perWeek: 1.5,
      leadTime: { total: 50 * 60, waiting: 20 * 60 },
      failures: 0,
      changeFailureRate: 0,
      timeToRestore: null,
    });
  });

  test('count what failed, and how long until the next came to a good end', async () => {
    expect(
      await figures([
        { ago: 100, prod: 'Succeeded' },
        { ago: 50, prod: 'Failed' },
        { ago: 48, prod: 'Succeeded' },
        { ago: 10, prod: 'Failed' },
      ]),
    ).toMatchObject({ deployments: 2, failures: 2, changeFailureRate: 0.5, timeToRestore: 2 * HOUR, unrestored: 1 });
  });

  test('count what was taken back as a failure, and a roll-back as no change of anybody', async () => {
    const found = await figures([
      { ago: 100, prod: 'Succeeded' },
      { ago: 50, prod: 'Succeeded', waited: 40 },
      { ago: 47, prod: 'Succeeded', waited: 90, to: 0 },
    ]);
    expect(found).toMatchObject({ deployments: 3, failures: 1, unrestored: 0, leadTime: { waiting: 25 * 60 } });
    expect(found.timeToRestore).toBe(3 * HOUR + 50 * 60);
  });

  test('count a release that only a retry has brought to a good end as failed, until then', async () => {
    expect(
      await figures([
        { ago: 100, prod: 'Succeeded' },
        { ago: 50, prod: 'Retried' },
      ]),
    ).toMatchObject({ deployments: 2, failures: 1, changeFailureRate: 0.5, timeToRestore: 30 * 60, unrestored: 0 });
  });

  test('count every release that one roll-back has taken back, and none that it went back to', async () => {
    const past: readonly Past[] = [
      { ago: 100, prod: 'Succeeded' },
      { ago: 50, prod: 'Succeeded' },
      { ago: 48, prod: 'Succeeded' },
      { ago: 47, prod: 'Succeeded', to: 0 },
    ];
    expect(await figures(past)).toMatchObject({ failures: 2, timeToRestore: 2 * HOUR, unrestored: 0 });
    const again: readonly Past[] = [
      ...past,
      { ago: 20, prod: 'Succeeded' },
      { ago: 19, prod: 'Succeeded', to: 0 },
      { ago: 5, prod: 'Succeeded' },
    ];
    expect(await figures(again)).toMatchObject({ deployments: 7, failures: 3 });
    const older: readonly Past[] = [{ ago: 400, prod: 'Succeeded' }, ...past.slice(1)];
    expect(await figures(older)).toMatchObject({ attempts: 3, failures: 2 });
  });

  test('measure from the push where the pipeline has changed itself and begun anew, and not from an earlier release', async () => {
    const found = await figures([
      { ago: 100, commit: 'a' },
      { ago: 99, prod: 'Succeeded', commit: 'a' },
      { ago: 9, prod: 'Succeeded', commit: 'a' },
    ]);
    expect(found.leadTime?.total).toBe((100 * 60 + 40 * 60) / 2);
  });

  test('count no execution that has come through the first wave of the environment alone', async () => {
    const past: readonly Past[] = [{ ago: 9, prod: 'Succeeded' }];
    const found = await figuresOf(history(past, ['prod.2']), { days: 14, now: NOW });
    expect(found).toMatchObject({ environment: 'prod', attempts: 0 });
  });

  test('take a release of an earlier commit for what it is, a roll-back', async () => {
    const found = await figures([
      { ago: 100, prod: 'Succeeded', commit: 'a' },
      { ago: 50, prod: 'Succeeded', commit: 'b' },
      { ago: 48, prod: 'Succeeded', commit: 'a', waited: 90 },
      { ago: 10, prod: 'Succeeded', commit: 'a' },
    ]);
    expect(found).toMatchObject({ deployments: 4, failures: 1, changeFailureRate: 0.25, leadTime: { total: 40 * 60 } });
  });

  test('count a wait for an answer on the way there, and none behind it', async () => {
    const past: readonly Past[] = [{ ago: 9, prod: 'Succeeded', waited: 60 }];
    const known = history(past);
    const at = (minutes: number): Date => new Date(NOW.getTime() - 9 * HOUR * 1000 + minutes * 60_000);
    const dev: ActionExecutionDetail = {
      stageName: 'dev',
      actionName: 'Approve',
      status: 'Succeeded',
      startTime: at(1),
      lastUpdateTime: at(4),
      input: { actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' } },
    };
    const actions = async (id: string) => [...(await known.actions(id)), dev];
    const waiting = async (environment: string) =>
      (await figuresOf({ ...known, actions }, { environment, days: 14, now: NOW })).leadTime?.waiting;
    expect(await waiting('prod')).toBe(63 * 60);
    expect(await waiting('dev')).toBe(3 * 60);
  });

  test('count neither what a person has rejected, nor what runs, nor what never came there, nor what is older', async () => {
    expect(
      await figures([
        { ago: 400, prod: 'Failed' },
        { ago: 9, prod: 'Rejected' },
        { ago: 8 },
        { ago: 7, prod: 'InProgress' },
      ]),
    ).toMatchObject({ attempts: 0, deployments: 0, leadTime: null, changeFailureRate: null });
  });

  test('are of another environment where it is named, and of none that there is not', async () => {
    expect(await figures([{ ago: 8 }], 'dev')).toMatchObject({ environment: 'dev', deployments: 1 });
    await expect(figures([], 'staging')).rejects.toThrow('has no stage "staging": it has Source, dev, prod');
  });
});

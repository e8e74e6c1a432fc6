import { afterAll, describe, expect, test } from '@jest/globals';
import type { PipelineDeclaration } from '../../../lib/rehearsal/executor/cloud/cloud';
import type { ExecutorOptions } from '../../../lib/rehearsal/executor/options';
import { FakeCloud } from './_helpers/fake-cloud';
import { FINE, NO } from './_helpers/listening';
import { outlineOf } from './_helpers/outline';
import { approvalAction, pipeline, stage } from './_helpers/pipelines';
import { cleanUp, privateDirectory, run } from './_helpers/run';

afterAll(cleanUp);

type Stage = NonNullable<PipelineDeclaration['stages']>[number];
type Condition = NonNullable<NonNullable<Stage['beforeEntry']>['conditions']>[number];
type Rule = NonNullable<Condition['rules']>[number];

const rule = (provider: string, configuration: Record<string, string>, more: Partial<Rule> = {}): Rule => ({
  name: provider,
  ruleTypeId: { category: 'Rule', owner: 'AWS', provider, version: '1' },
  configuration,
  ...more,
});
/** Holds for the branch that tests push to. */
const branch = (Value: string, Operator = 'EQ'): Rule =>
  rule('VariableCheck', { Variable: '#{Source.BranchName}', Operator, Value });
const when = (result: Condition['result'], ...rules: readonly Rule[]) => ({
  conditions: [{ result, rules: [...rules] }],
});

/** A stage that asks, and one behind it. */
const guarded = (conditions: Partial<Stage>): FakeCloud => {
  const cloud = new FakeCloud(
    pipeline([{ ...stage('prod', approvalAction('Ask')), ...conditions }, stage('after', approvalAction('Then'))]),
  );
  cloud.orders = [];
  return cloud;
};
const release = async (cloud: FakeCloud, options: Partial<ExecutorOptions> = {}) =>
  run(cloud, await privateDirectory(), options);
/** What was noted of a stage's conditions. */
const noted = (cloud: FakeCloud): readonly string[] =>
  cloud.notes.flatMap(({ condition, status }) => (condition === undefined ? [] : [`${condition} ${status}`]));

describe('an entry condition', () => {
  test('that is met lets the execution in', async () => {
    const cloud = guarded({ beforeEntry: when('FAIL', branch('main'), branch('dev', 'NE')) });
    const done = await release(cloud);
    expect(done.status).toBe('Succeeded');
    expect(noted(cloud)).toEqual(['beforeEntry InProgress', 'beforeEntry Succeeded']);
    const rules = cloud.notes.flatMap(({ rule: one, status }) => (one && status === 'Succeeded' ? [one] : []));
    expect(rules[0]?.input.resolvedConfiguration).toEqual({ Variable: 'main', Operator: 'EQ', Value: 'main' });
  });

  test('that fails by one of its rules fails the stage, of which nothing runs', async () => {
    const cloud = guarded({ beforeEntry: when('FAIL', branch('main'), branch('dev')) });
    const done = await release(cloud);
    expect(outlineOf(done.events).slice(-2)).toEqual(['< prod Failed', 'end Failed']);
    expect(done.events.at(-1)).toMatchObject({ cause: expect.stringContaining('"main" EQ "dev" does not hold') });
    expect(noted(cloud)).toEqual(['beforeEntry InProgress', 'beforeEntry Failed']);
  });

  test('that skips lets the next stage run', async () => {
    const done = await release(guarded({ beforeEntry: when('SKIP', branch('dev')) }));
    expect(outlineOf(done.events).slice(3)).toEqual([
      '< prod Skipped',
      '> after',
      'Then Succeeded',
      '< after Succeeded',
      'end Succeeded',
    ]);
  });

  test('that refers to a variable without a value is not met', async () => {
    const check = rule('VariableCheck', { Variable: '#{Build.Colour}', Operator: 'EQ', Value: 'red' });
    const done = await release(guarded({ beforeEntry: when('FAIL', check) }));
    expect(done.events.at(-1)).toMatchObject({ cause: expect.stringContaining('#{Build.Colour}, which has no value') });
  });

  test('is overridden while its rules run', async () => {
    const cloud = guarded({ beforeEntry: when('FAIL', rule('DeploymentWindow', { Cron: '* 0 0 1 1 ? 1970' })) });
    const done = await release(cloud, {
      emit: ({ type }) => {
        if (type === 'condition-started') cloud.give({ kind: 'override', stageName: 'prod', condition: 'beforeEntry' });
      },
    });
    expect(done.status).toBe('Succeeded');
    expect(noted(cloud)).toEqual(['beforeEntry InProgress', 'beforeEntry Overridden']);
    expect(cloud.notes.filter((note) => note.rule).map(({ status }) => status)).toEqual(['InProgress', 'Abandoned']);
  });

  test('that has failed is overridden while somebody waits', async () => {
    const cloud = guarded({ beforeEntry: when('FAIL', branch('dev')) });
    const done = await release(cloud, {
      retryMilliseconds: 1_200_000,
      emit: ({ type }) => {
        if (type === 'retry-awaited') cloud.give({ kind: 'override', stageName: 'prod', condition: 'beforeEntry' });
      },
    });
    expect(done.status).toBe('Succeeded');
    expect(noted(cloud)).toContain('beforeEntry Overridden');
  });

  test('ends with a stop', async () => {
    const cloud = guarded({ beforeEntry: when('FAIL', rule('DeploymentWindow', { Cron: '* 0 0 1 1 ? 1970' })) });
    const done = await release(cloud, {
      emit: ({ type }) => {
        if (type === 'condition-started') cloud.give({ kind: 'stop', abandon: false, reason: 'a fire' });
      },
    });
    expect([done.status, noted(cloud).at(-1)]).toEqual(['Stopped', 'beforeEntry Abandoned']);
  });
});

describe('a success condition', () => {
  test('that fails fails the stage whose actions succeeded', async () => {
    const done = await release(guarded({ onSuccess: when('FAIL', branch('dev')) }));
    expect(outlineOf(done.events).slice(-3)).toEqual(['Ask Succeeded', '< prod Failed', 'end Failed']);
  });

  test('is overridden, and no action runs again', async () => {
    const cloud = guarded({ onSuccess: when('FAIL', branch('dev')) });
    const done = await release(cloud, {
      retryMilliseconds: 1_200_000,
      emit: ({ type }) => {
        if (type === 'retry-awaited') cloud.give({ kind: 'override', stageName: 'prod', condition: 'onSuccess' });
      },
    });
    expect(done.status).toBe('Succeeded');
    expect(outlineOf(done.events).filter((line) => line === 'Ask Succeeded')).toHaveLength(1);
  });
});

describe('a failure', () => {
  /** Rejects so often. */
  const rejecting = (times: number): Partial<ExecutorOptions> => {
    let left = times;
    return { approve: async ({ actionName }) => (actionName === 'Ask' && left-- > 0 ? NO : FINE) };
  };
  const retry = (retryMode: 'ALL_ACTIONS' | 'FAILED_ACTIONS') =>
    ({
      onFailure: { result: 'RETRY', retryConfiguration: { retryMode } },
    }) as const;

  test('is retried once', async () => {
    const cloud = guarded(retry('FAILED_ACTIONS'));
    expect((await release(cloud, rejecting(1))).status).toBe('Succeeded');
    expect(cloud.notes.flatMap(({ retry: why, status }) => (why ? [`${why} ${status}`] : []))).toEqual([
      'AutomatedStageRetry InProgress',
    ]);
    expect((await release(guarded(retry('FAILED_ACTIONS')), rejecting(2))).status).toBe('Failed');
  });

  test.each([
    ['FAILED_ACTIONS', 1],
    ['ALL_ACTIONS', 2],
  ] as const)('is retried as %s: what had succeeded runs %i times', async (mode, times) => {
    const both = stage('prod', approvalAction('Ask'), approvalAction('Other'));
    const done = await release(new FakeCloud(pipeline([{ ...both, ...retry(mode) }])), rejecting(1));
    expect(outlineOf(done.events).filter((line) => line === 'Other Succeeded')).toHaveLength(times);
  });

  test('engages nothing where its condition is met', async () => {
    const cloud = guarded({ onFailure: when('RETRY', branch('main')) });
    expect((await release(cloud, rejecting(1))).status).toBe('Failed');
    expect(noted(cloud)).toEqual(['onFailure InProgress', 'onFailure Succeeded']);
    expect((await release(guarded({ onFailure: when('RETRY', branch('dev')) }), rejecting(1))).status).toBe(
      'Succeeded',
    );
  });
});

describe('a definition', () => {
  test.each<readonly [string, Partial<Stage>, string]>([
    [
      'a rule that builds',
      { beforeEntry: when('FAIL', rule('CodeBuild', {})) },
      'rule prod/CodeBuild is of type AWS CodeBuild version 1, which cannot be rehearsed',
    ],
    [
      'a rule that runs commands',
      { beforeEntry: when('FAIL', rule('Commands', {}, { commands: ['true'] })) },
      'rule prod/Commands is of type AWS Commands version 1, which cannot be rehearsed',
    ],
    [
      'an entry that rolls back',
      { beforeEntry: when('ROLLBACK', branch('main')) },
      'the beforeEntry condition of stage prod has the result ROLLBACK, which cannot be rehearsed: known is FAIL, SKIP',
    ],
    [
      'a success that skips',
      { onSuccess: when('SKIP', branch('main')) },
      'the onSuccess condition of stage prod has the result SKIP',
    ],
    [
      'a failure that skips',
      { onFailure: { result: 'SKIP' } },
      'the onFailure condition of stage prod has the result SKIP',
    ],
    [
      'an operator that there is not',
      { beforeEntry: when('FAIL', branch('main', 'LIKE')) },
      'rule prod/VariableCheck sets Operator to LIKE',
    ],
    [
      'an alarm without a name',
      { beforeEntry: when('FAIL', rule('CloudWatchAlarm', {})) },
      'rule prod/CloudWatchAlarm lacks the configuration AlarmName',
    ],
    [
      'a window that nobody can read',
      { beforeEntry: when('FAIL', rule('DeploymentWindow', { Cron: '0 9 * * MON-FRI' })) },
      'Cron "0 9 * * MON-FRI" cannot be read: mode ',
    ],
    ['no rules', { onSuccess: when('FAIL') }, 'the onSuccess condition of stage prod has no rules'],
    [
      'two conditions',
      { onSuccess: { conditions: [{}, {}] } },
      'stage prod has 2 conditions of a kind, one is allowed',
    ],
  ])('fails with %s, before anything runs', async (_, conditions, message) => {
    const cloud = guarded(conditions);
    await expect(release(cloud)).rejects.toThrow(message);
    expect(cloud.notes).toEqual([]);
  });
});

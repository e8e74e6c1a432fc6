import { describe, expect, test } from '@jest/globals';
import { abandon } from '../../../lib/rehearsal/record/reduce';
import { ACTIONS, at, ended, restarted, stageEvents, started, startedAction, summaryOf } from '../_helpers/events';

describe('the summary of an execution', () => {
  test('names every stage of the definition from the start, those not reached with null', () => {
    expect(summaryOf([started])).toMatchObject({
      schema: 1,
      pipelineName: 'delivery',
      status: 'InProgress',
      endTime: null,
      restarts: 0,
      stages: [
        { stageName: 'Source', status: null, actions: [] },
        { stageName: 'Build', status: null, actions: [] },
        { stageName: 'dev', status: null, actions: [] },
      ],
    });
  });

  test('tells kind, role, times, result and log of an action', () => {
    const { stages } = summaryOf([started, ...stageEvents(ACTIONS.build, 1, 9, 'Succeeded', 'synthesized')]);
    expect(stages[1]).toEqual({
      stageName: 'Build',
      status: 'Succeeded',
      actions: [
        {
          actionName: 'Synth',
          category: 'Build',
          provider: 'CodeBuild',
          runOrder: 1,
          status: 'Succeeded',
          roleArn: 'arn:aws:iam::1:role/Synth',
          startTime: at(1),
          endTime: at(9),
          summary: 'synthesized',
          log: 'logs/Build.Synth.log',
        },
      ],
    });
  });

  test('begins again on the new definition when the pipeline changed itself', () => {
    const summary = summaryOf([started, ...stageEvents(ACTIONS.build, 1, 9, 'Succeeded'), restarted]);
    expect(summary.restarts).toBe(1);
    expect(summary.startTime).toBe(at(0));
    expect(summary.stages.map(({ stageName, status }) => [stageName, status])).toEqual([
      ['Source', null],
      ['Build', null],
      ['dev', null],
      ['staging', null],
    ]);
  });

  test('keeps only the last attempt of an action, in its place', () => {
    const twice = [
      ...stageEvents(ACTIONS.build, 1, 2, 'Failed', 'no'),
      ...stageEvents(ACTIONS.build, 3, 4, 'Succeeded'),
    ];
    const { stages } = summaryOf([started, ...twice]);
    expect(stages[1]?.actions).toHaveLength(1);
    expect(stages[1]?.actions[0]).toMatchObject({ status: 'Succeeded', startTime: at(3) });
  });

  test('ends with the status and time of the execution', () => {
    expect(summaryOf([started, ended(12, 'Failed')])).toMatchObject({ status: 'Failed', endTime: at(12) });
  });
});

describe('an execution that nobody could end', () => {
  const running = summaryOf([
    started,
    ...stageEvents(ACTIONS.source, 0, 1, 'Succeeded'),
    { type: 'stage-started', time: at(1), stageName: 'Build' },
    startedAction(ACTIONS.build, 1),
  ]);

  test('is closed, with what was running abandoned and what was done left as it is', () => {
    const { status, endTime, stages } = abandon(running, at(5), 'Failed', 'the emulator ended');
    expect([status, endTime]).toEqual(['Failed', at(5)]);
    expect(stages[0]).toMatchObject({ status: 'Succeeded' });
    expect(stages[1]).toMatchObject({
      status: 'Failed',
      actions: [{ status: 'Abandoned', endTime: at(5), summary: 'the emulator ended' }],
    });
    expect(stages[2]).toMatchObject({ status: null });
  });

  test('is not touched when it had ended already', () => {
    const summary = summaryOf([started, ended(1, 'Succeeded')]);
    expect(abandon(summary, at(9), 'Failed', 'late')).toBe(summary);
  });
});

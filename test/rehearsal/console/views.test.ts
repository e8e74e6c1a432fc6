import { describe, expect, test } from '@jest/globals';
import { frame } from '../../../lib/rehearsal/console/frame';
import { EMPTY_STATE, fold } from '../../../lib/rehearsal/console/live-state';
import { plainView } from '../../../lib/rehearsal/console/plain-view';
import { theme } from '../../../lib/rehearsal/console/theme';
import type { ProgressEvent } from '../../../lib/rehearsal/progress';
import { ACTIONS, at, ended, restarted, stageEvents, started, startedAction } from '../_helpers/events';

const PLAIN = theme(false);
const commit = { id: started.commitId, subject: 'Add a bucket', author: 'Ada', authorDate: at(0) };

const beginning: readonly ProgressEvent[] = [
  { type: 'rehearsal-started', time: at(-9), commit, expected: {} },
  { type: 'phase-started', time: at(-9), phase: 'synth', detail: 'cdk synth' },
  { type: 'phase-ended', time: at(-4), phase: 'synth', detail: '7 stacks' },
  started,
  ...stageEvents(ACTIONS.source, 0, 1, 'Succeeded', '1a2b3c4 Add a bucket'),
];

const building: readonly ProgressEvent[] = [
  ...beginning,
  { type: 'stage-started', time: at(1), stageName: 'Build' },
  startedAction(ACTIONS.build, 1),
  { type: 'action-output', action: ACTIONS.build, line: '\u001b[32mnpm ci\u001b[0m\t--prefer-offline' },
];

const printed = (events: readonly ProgressEvent[], closes = false): readonly string[] => {
  const lines: string[] = [];
  const view = plainView((line) => lines.push(line), PLAIN);
  for (const event of events) view.show(event);
  if (closes) view.close();
  return lines;
};

const drawn = (events: readonly ProgressEvent[], columns = 80, now = at(5)): readonly string[] =>
  frame(events.reduce(fold, EMPTY_STATE), { now, columns }, PLAIN);

describe('the plain view', () => {
  test('prints one aligned line per event with the time since the start', () => {
    expect(
      printed([...building, ...stageEvents(ACTIONS.build, 1, 9, 'Failed', 'exit code 1'), ended(9, 'Failed')]),
    ).toEqual([
      '   0.0s  ▸ rehearsal  release of 1a2b3c4 "Add a bucket"',
      '   0.0s  ▸ synth      cdk synth',
      '   5.0s  ✓ synth      7 stacks  5.0s',
      '   9.0s  ▸ execution            delivery  0b5e3c1a-0000-4000-8000-000000000000',
      '   9.0s  ▸ Source · repository  CodeStarSourceConnection',
      '    10s  ✓ Source · repository  1a2b3c4 Add a bucket  1.0s',
      '    10s  ▸ Build · Synth        CodeBuild',
      '    10s  ▸ Build · Synth        CodeBuild',
      '    18s  ✗ Build · Synth        Failed  8.0s',
      '    18s  ✗ execution            Failed',
    ]);
  });

  const failed = [started, ...stageEvents(ACTIONS.build, 1, 9, 'Failed', 'exit code 1')];
  const said = '   9.0s  ✗ Build · Synth        exit code 1';

  test.each<[string, readonly ProgressEvent[]]>([
    ['a stage is run again', stageEvents(ACTIONS.build, 9, 12, 'Succeeded')],
    ['a retry is awaited', [{ type: 'retry-awaited', time: at(9), status: 'Failed', until: at(99) }]],
    ['the execution comes to no end', []],
  ])('says at once why an action failed where %s', (_, events) => {
    const lines = printed([...failed, ...events], true);
    expect(lines.indexOf(said)).toBe(3);
    expect(lines.filter((line) => line.includes('exit code 1'))).toEqual([said]);
  });

  test('leaves why an action failed to what stands below the end of its execution', () => {
    expect(printed([...failed, ended(9, 'Failed')], true).join('\n')).not.toContain('exit code 1');
  });

  test('says in front of which stage it waits, and why', () => {
    const waits: ProgressEvent = { type: 'transition-disabled', time: at(9), stageName: 'prod', reason: 'freeze' };
    expect(printed([started, waits]).at(-1)).toMatch(
      /‖ prod .* waits in front of it, the transition is disabled: freeze/,
    );
  });

  test('says why the pipeline starts again', () => {
    expect(printed([started, restarted]).at(-1)).toContain(
      '↻ execution            the pipeline changed itself and starts again: Source, Build, dev, staging',
    );
  });

  test('shows what an approval is about', () => {
    const approval = {
      stageName: 'dev',
      actionName: 'Approve',
      token: 't',
      message: 'Release?',
      reviewUrl: 'https://x',
    };
    expect(printed([started, { type: 'approval-requested', time: at(1), approval }]).at(-1)).toBe(
      '   1.0s  ? dev · Approve        Release? https://x',
    );
  });

  test('says why an execution ended where no action does', () => {
    expect(printed([started, ended(1, 'Failed', 'the definition never settles')]).at(-1)).toContain(
      '✗ execution            Failed: the definition never settles',
    );
  });
});

describe('the live view', () => {
  test('shows finished stages in a line, running actions with their last output, and what is to come', () => {
    expect(drawn(building)).toEqual([
      '  1a2b3c4 Add a bucket',
      '',
      '  ✓ synth    7 stacks                                                     5.0s',
      '  ✓ Source   1a2b3c4 Add a bucket                                         1.0s',
      '  ⠋ Build                                                                 4.0s',
      '  ⠋   Synth  npm ci --prefer-offline                                      4.0s',
      '  · dev',
    ]);
  });

  test('says how long a stage takes as a rule while it runs and before it does', () => {
    const [first, ...rest] = building;
    const expected = { Source: 900, Build: 75_000, dev: 12_000 };
    const lines = drawn([{ ...first, expected } as ProgressEvent, ...rest]);
    expect(lines.find((line) => line.includes('Source'))).toMatch(/ 1\.0s$/);
    expect(lines.find((line) => line.includes('Build'))).toMatch(/ 4\.0s of ~1m 15s$/);
    expect(lines.find((line) => line.includes('dev'))).toMatch(/· dev .* ~12s$/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('cuts names in the middle, where they are all alike', () => {
    const name = 'ForeignPipeline-PipelineBuildSynthCdkBuildProject6BEFA8E6';
    const long = [...beginning, { type: 'stage-started', time: at(1), stageName: 'Build' } as const];
    const lines = drawn([...long, startedAction({ ...ACTIONS.build, actionName: name }, 1)]);
    expect(lines.find((line) => line.includes('Foreign'))).toMatch(/ {3}Foreign\S+…\S+6BEFA8E6 /);
  });

  test('says that an action waits for a person', () => {
    const approval = { stageName: 'dev', actionName: 'Approve', token: 't' };
    const events: readonly ProgressEvent[] = [
      ...beginning,
      { type: 'stage-started', time: at(1), stageName: 'dev' },
      startedAction(ACTIONS.approve, 1),
      { type: 'approval-requested', time: at(1), approval },
    ];
    expect(drawn(events).find((line) => line.includes('Approve'))).toContain('?   Approve  waits for approval');
  });

  test('says all of a note, on more lines where one is not enough', () => {
    const text =
      'the pipeline is deployed from the published commit 70b4469; the push changes it (--base chooses another)';
    const lines = drawn([...building, { type: 'note', time: at(2), text }], 80);
    expect(lines.join(' ').replaceAll(/\s+/g, ' ')).toContain(`! ${text}`);
  });

  test.each([40, 60, 80, 120])('is never wider than %i columns', (columns) => {
    const loud: ProgressEvent = { type: 'action-output', action: ACTIONS.build, line: 'x'.repeat(500) };
    const note: ProgressEvent = { type: 'note', time: at(2), text: 'a long note '.repeat(20) };
    const lines = drawn([...building, loud, note], columns);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  });
});

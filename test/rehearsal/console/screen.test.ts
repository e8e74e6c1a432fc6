import { describe, expect, test } from '@jest/globals';
import { frame } from '../../../lib/rehearsal/console/frame';
import { EMPTY_STATE, fold } from '../../../lib/rehearsal/console/live-state';
import { liveView } from '../../../lib/rehearsal/console/live-view';
import { Screen } from '../../../lib/rehearsal/console/screen';
import { theme } from '../../../lib/rehearsal/console/theme';
import type { ProgressEvent } from '../../../lib/rehearsal/progress';
import { ACTIONS, at, ended, restarted, stageEvents, started, startedAction } from '../_helpers/events';
import { TerminalModel } from '../_helpers/terminal-model';

const SIZES = [
  [80, 24],
  [160, 50],
  [80, 6],
  [40, 10],
] as const;

const commit = { id: started.commitId, subject: 'Add a bucket', author: 'Ada', authorDate: at(0) };

const many = Array.from({ length: 30 }, (_, index) => ({ stageName: `stage-${index}`, actions: [] }));

/** A release with everything that makes rows come and go. */
const RELEASE: readonly ProgressEvent[] = [
  { type: 'rehearsal-started', time: at(-9), commit, expected: {} },
  { type: 'phase-started', time: at(-9), phase: 'emulator', detail: 'starting' },
  { type: 'phase-started', time: at(-9), phase: 'synth', detail: 'cdk synth' },
  { type: 'phase-ended', time: at(-4), phase: 'synth', detail: '7 stacks' },
  { type: 'phase-ended', time: at(-3), phase: 'emulator', detail: 'http://localhost:4000' },
  { ...started, stages: [...started.stages, { stageName: 'UpdatePipeline', actions: [] }] },
  ...stageEvents(ACTIONS.source, 0, 1, 'Succeeded', '1a2b3c4 Add a bucket'),
  { type: 'stage-started', time: at(1), stageName: 'Build' },
  startedAction(ACTIONS.build, 1),
  { type: 'action-output', action: ACTIONS.build, line: `${'x'.repeat(300)} 漢字漢字 the end` },
  { type: 'note', time: at(2), text: 'something to know' },
  { type: 'action-output', action: ACTIONS.build, line: '漢字'.repeat(60) },
  ...stageEvents(ACTIONS.build, 1, 9, 'Succeeded', 'build delivery-synth succeeded').slice(2),
  restarted,
  ...stageEvents(ACTIONS.source, 31, 32, 'Succeeded', '1a2b3c4 Add a bucket'),
  { ...started, stages: many },
  { type: 'stage-started', time: at(33), stageName: 'stage-7' },
  startedAction({ ...ACTIONS.deploy, stageName: 'stage-7' }, 33),
];

const COLOURED = theme(true);

/** Draws after every event, and compares what a person sees with what was to be seen. */
const replay = async (terminal: TerminalModel, each: (frameNumber: number) => Promise<void>): Promise<void> => {
  const screen = new Screen(terminal);
  terminal.write('$ bin/delivery rehearse\n');
  let state = EMPTY_STATE;
  for (const [index, event] of RELEASE.entries()) {
    await each(index);
    state = fold(state, event);
    const { columns, rows } = terminal;
    const moment = { now: at(index), columns, rows: rows - 1 };
    screen.draw(frame(state, moment, COLOURED));
    const wanted = frame(state, moment, theme(false)).join('\n').trimEnd().split('\n');
    expect((await terminal.screen()).slice(-wanted.length)).toEqual(wanted);
  }
};

describe('what is drawn again and again', () => {
  test('shows a row that is put between others, and all of those', async () => {
    const terminal = new TerminalModel(80, 24);
    const screen = new Screen(terminal);
    for (const lines of [
      ['A', 'B', 'C', 'D'],
      ['A', 'B', 'b1', 'C', 'D'],
      ['A', 'D'],
      ['A', 'x', 'D', 'E'],
    ]) {
      screen.draw(lines);
      expect(await terminal.screen()).toEqual(lines);
    }
    screen.done();
    screen.draw(['next']);
    expect(await terminal.screen()).toEqual(['A', 'x', 'D', 'E', 'next']);
  });

  test.each(SIZES)('is every frame of a release, whole, on a terminal of %i × %i', async (columns, rows) => {
    await replay(new TerminalModel(columns, rows), async () => undefined);
  });

  test('stays whole where the terminal becomes narrower, wider, lower and higher', async () => {
    const terminal = new TerminalModel(80, 24);
    const sizes = [...SIZES, [30, 24], [200, 8], [80, 24]] as const;
    await replay(terminal, async (number) => {
      const [columns, rows] = sizes[number % sizes.length] ?? [80, 24];
      await terminal.resize(columns, rows);
    });
  });

  test('leaves what stood above it where it was', async () => {
    const terminal = new TerminalModel(80, 24);
    await replay(terminal, async () => undefined);
    const everything = await terminal.everything();
    expect(everything[0]).toBe('$ bin/delivery rehearse');
    expect(everything.filter((line) => line.includes('1a2b3c4 Add a bucket'))).toHaveLength(1);
  });

  test('is not written again where nothing has changed', () => {
    const written: string[] = [];
    const screen = new Screen({ columns: 80, rows: 24, write: (text) => written.push(text) });
    screen.draw(['A']);
    screen.draw(['A']);
    expect(written).toHaveLength(1);
  });
});

describe('the live view', () => {
  const stream = (terminal: TerminalModel) =>
    Object.assign(terminal, { on: () => stream, off: () => stream }) as unknown as NodeJS.WriteStream;

  test('is drawn once and for all when it is closed: what is printed then is the last thing on the screen', async () => {
    const terminal = new TerminalModel(80, 24);
    const view = liveView(stream(terminal), COLOURED);
    for (const event of [...RELEASE.slice(0, 8), ended(9, 'Failed')]) view.show(event);
    view.close();
    terminal.write('  ✗ Failed in 9.0s\n');
    view.close();
    const everything = await terminal.everything();
    expect(everything.at(-1)).toBe('  ✗ Failed in 9.0s');
    expect(everything.filter((line) => line.includes('Add a bucket'))).toHaveLength(1);
  });

  test('draws all of its rows the last time, also where they are more than the terminal has', async () => {
    const terminal = new TerminalModel(80, 24);
    const view = liveView(stream(terminal), COLOURED);
    for (const event of RELEASE) view.show(event);
    view.close();
    const everything = await terminal.everything();
    for (const { stageName } of many) expect(everything.join('\n')).toContain(stageName);
  });
});

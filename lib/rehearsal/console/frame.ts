import { counted } from '../../ground/counted';
import { shortId } from '../git/commit';
import type { ActionSummary, StageSummary } from '../record/summary';
import { actionKey, type LiveState } from './live-state';
import { between, clip, clipMiddle, formatDuration, oneLine, padded, widest, widthOf, wrap } from './text';
import type { Theme } from './theme';

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const TIME_WIDTH = 7;
const LEAST_LABEL = 28;

/** The moment a frame shows. */
export interface Moment {
  readonly now: string;
  readonly columns: number;
  /** Lines that may be drawn. @default as many as there are */
  readonly rows?: number;
  /** Whether the release has ended: what follows says why an action failed. */
  readonly isLast?: boolean;
}

/** What is left out first where a terminal has too few rows. */
const WORTH = { done: 0, toCome: 1, told: 2, live: 3 } as const;

interface Row {
  readonly sign: string;
  readonly indent: number;
  readonly label: string;
  readonly detail: string;
  readonly time: string;
  readonly worth: number;
}

interface Line {
  readonly text: string;
  readonly worth: number;
}

/** The live view at one moment, no line wider than the terminal, and no more of them than it has rows. */
export const frame = (state: LiveState, moment: Moment, theme: Theme): readonly string[] => {
  const rows = [...phaseRows(state, moment, theme), ...stageRows(state, moment, theme)];
  const timeWidth = Math.max(TIME_WIDTH, widest(rows.map(({ time }) => time)));
  const labelWidth = Math.min(
    Math.max(LEAST_LABEL, Math.floor(moment.columns / 3)),
    Math.max(1, moment.columns - timeWidth - 8),
    widest(rows.map((row) => ' '.repeat(row.indent) + row.label)),
  );
  const title = titleOf(state, moment, theme);
  const lines: readonly Line[] = [
    ...state.notes.flatMap((note) =>
      wrap(oneLine(note), moment.columns - 5).map((line, index) => ({
        text: `  ${index === 0 ? theme.color.yellow('!') : ' '} ${clipMiddle(line, moment.columns - 5)}`,
        worth: WORTH.told,
      })),
    ),
    ...rows.map((row) => ({
      text: drawRow(row, labelWidth, timeWidth, moment.columns, theme),
      worth: row.worth,
    })),
  ];
  const room = (moment.rows ?? Number.POSITIVE_INFINITY) - title.length;
  return [...title, ...fitting(lines, room, moment, theme)].slice(0, moment.rows);
};

const titleOf = ({ title }: LiveState, { columns }: Moment, { color }: Theme): readonly string[] =>
  title === undefined
    ? []
    : [`  ${color.bold(clip(`${shortId(title.commitId)} ${oneLine(title.subject)}`, columns - 3))}`, ''];

/** As many lines as there is room for, what is least worth left out and counted. */
const fitting = (lines: readonly Line[], room: number, { columns }: Moment, { color }: Theme): readonly string[] => {
  if (lines.length <= room) return lines.map(({ text }) => text);
  // Of what is worth the same, the oldest is left out first, but of what is to come the last.
  const byWorth = lines
    .map((line, index) => ({ ...line, index }))
    .sort(
      (one, other) =>
        one.worth - other.worth || (one.worth === WORTH.toCome ? other.index - one.index : one.index - other.index),
    );
  const out = new Set(byWorth.slice(0, lines.length - Math.max(0, room - 1)).map(({ index }) => index));
  const left = lines.filter((_, index) => out.has(index));
  const count = (worth: number): number => left.filter((line) => line.worth === worth).length;
  const kinds = [
    [count(WORTH.done), 'done'],
    [count(WORTH.toCome), 'to come'],
    [count(WORTH.told) + count(WORTH.live), 'other'],
  ] as const;
  const each = kinds.filter(([number]) => number > 0).map(([number, kind]) => `${number} ${kind}`);
  const more = `… ${counted(left.length, 'more row')} than fit here: ${each.join(', ')}`;
  return [
    `  ${color.dim(clip(more, columns - 3))}`,
    ...lines.filter((_, index) => !out.has(index)).map(({ text }) => text),
  ];
};

const drawRow = (row: Row, labelWidth: number, timeWidth: number, columns: number, { color }: Theme): string => {
  const label = padded(clipMiddle(' '.repeat(row.indent) + row.label, labelWidth), labelWidth);
  const detailWidth = Math.max(0, columns - labelWidth - timeWidth - 9);
  const detail = padded(clipMiddle(row.detail, detailWidth), detailWidth);
  const text = row.worth === WORTH.toCome ? color.dim(row.time === '' ? label.trimEnd() : label) : label;
  const time = ' '.repeat(timeWidth - widthOf(row.time)) + row.time;
  const rest = `${detail} ${time}`.trimEnd();
  return rest === '' ? `  ${row.sign} ${text}`.trimEnd() : `  ${row.sign} ${text}  ${color.dim(rest)}`;
};

const phaseRows = (state: LiveState, moment: Moment, theme: Theme): readonly Row[] =>
  state.phases.map(({ phase, detail, start, end }) => ({
    sign: end === undefined ? spinner(moment, theme) : theme.sign('Succeeded'),
    indent: 0,
    label: phase,
    detail: oneLine(detail),
    time: formatDuration(between(start, end ?? moment.now)),
    worth: end === undefined ? WORTH.live : WORTH.done,
  }));

const stageRows = (state: LiveState, moment: Moment, theme: Theme): readonly Row[] =>
  (state.summary?.stages ?? []).flatMap((stage) => {
    const open = stage.status !== null && stage.status !== 'Succeeded';
    const actions = open ? stage.actions.map((action) => actionRow(state, stage.stageName, action, moment, theme)) : [];
    const expected = moment.isLast ? undefined : state.expected[stage.stageName];
    return [stageRow(stage, expected, moment, theme), ...actions];
  });

const stageRow = (stage: StageSummary, expected: number | undefined, moment: Moment, theme: Theme): Row => {
  const starts = stage.actions.map((action) => action.startTime).sort();
  const ends = stage.actions.map((action) => action.endTime ?? moment.now).sort();
  const [first, last] = [starts.at(0), ends.at(-1)];
  const done =
    stage.status === 'Succeeded' && stage.actions.length === 1 ? oneLine(stage.actions[0]?.summary ?? '') : '';
  const taken = first !== undefined && last !== undefined ? formatDuration(between(first, last)) : '';
  return {
    sign: stage.status === 'InProgress' ? spinner(moment, theme) : theme.sign(stage.status),
    indent: 0,
    label: stage.stageName,
    detail: done,
    time: timeOf(stage.status, taken, expected),
    worth: stage.status === null ? WORTH.toCome : stage.status === 'Succeeded' ? WORTH.done : WORTH.live,
  };
};

/** How long a stage took; while it runs also how long it takes as a rule, and before that only so. */
const timeOf = (status: StageSummary['status'], taken: string, expected: number | undefined): string => {
  const rule = expected === undefined ? '' : `~${formatDuration(expected)}`;
  if (status === null) return rule;
  return status === 'InProgress' && rule !== '' ? `${taken} of ${rule}` : taken;
};

const actionRow = (state: LiveState, stageName: string, action: ActionSummary, moment: Moment, theme: Theme): Row => {
  const key = actionKey({ stageName, actionName: action.actionName });
  const running = action.status === 'InProgress';
  const waits = state.waiting.includes(key);
  const doing = waits ? 'waits for approval' : (state.tails[key] ?? action.provider);
  const isGood = action.status === 'Succeeded';
  return {
    sign: waits ? theme.color.yellow('?') : running ? spinner(moment, theme) : theme.sign(action.status),
    indent: 2,
    label: action.actionName,
    detail: running ? doing : moment.isLast && !isGood ? '' : oneLine(action.summary),
    time: formatDuration(between(action.startTime, action.endTime ?? moment.now)),
    worth: isGood ? WORTH.done : WORTH.live,
  };
};

const spinner = ({ now }: Moment, { color }: Theme): string =>
  color.cyan(SPINNER[Math.floor(Date.parse(now) / 100) % SPINNER.length] ?? '⠋');

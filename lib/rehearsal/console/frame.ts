import { shortId } from '../git/commit';
import type { ActionSummary, StageSummary } from '../record/summary';
import { actionKey, type LiveState } from './live-state';
import { between, clip, formatDuration, oneLine, widest } from './text';
import type { Theme } from './theme';

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const TIME_WIDTH = 7;
const LABEL_LIMIT = 28;

/** The moment a frame shows. */
export interface Moment {
  readonly now: string;
  readonly columns: number;
}

interface Row {
  readonly sign: string;
  readonly indent: number;
  readonly label: string;
  readonly detail: string;
  readonly time: string;
  readonly dim?: boolean;
}

/** The live view at one moment, no line wider than the terminal. */
export const frame = (state: LiveState, moment: Moment, theme: Theme): readonly string[] => {
  const rows = [...phaseRows(state, moment, theme), ...stageRows(state, moment, theme)];
  const labelWidth = Math.min(LABEL_LIMIT, widest(rows.map((row) => ' '.repeat(row.indent) + row.label)));
  const title = state.title && `${shortId(state.title.commitId)} ${oneLine(state.title.subject)}`;
  return [
    ...(title === undefined ? [] : [`  ${theme.color.bold(clip(title, moment.columns - 3))}`, '']),
    ...state.notes.map((note) => `  ${theme.color.yellow('!')} ${clip(oneLine(note), moment.columns - 5)}`),
    ...rows.map((row) => drawRow(row, labelWidth, moment.columns, theme)),
  ];
};

const drawRow = (row: Row, labelWidth: number, columns: number, { color }: Theme): string => {
  const label = clip(' '.repeat(row.indent) + row.label, labelWidth).padEnd(labelWidth);
  const detailWidth = columns - labelWidth - TIME_WIDTH - 9;
  const detail = clip(row.detail, detailWidth).padEnd(Math.max(0, detailWidth));
  const text = row.dim ? color.dim(label) : label;
  return `  ${row.sign} ${text}  ${color.dim(detail)} ${color.dim(row.time.padStart(TIME_WIDTH))}`.trimEnd();
};

const phaseRows = (state: LiveState, moment: Moment, theme: Theme): readonly Row[] =>
  state.phases.map(({ phase, detail, start, end }) => ({
    sign: end === undefined ? spinner(moment, theme) : theme.sign('Succeeded'),
    indent: 0,
    label: phase,
    detail: oneLine(detail),
    time: formatDuration(between(start, end ?? moment.now)),
  }));

const stageRows = (state: LiveState, moment: Moment, theme: Theme): readonly Row[] =>
  (state.summary?.stages ?? []).flatMap((stage) => {
    const open = stage.status !== null && stage.status !== 'Succeeded';
    const actions = open ? stage.actions.map((action) => actionRow(state, stage.stageName, action, moment, theme)) : [];
    return [stageRow(stage, moment, theme), ...actions];
  });

const stageRow = (stage: StageSummary, moment: Moment, theme: Theme): Row => {
  const starts = stage.actions.map((action) => action.startTime).sort();
  const ends = stage.actions.map((action) => action.endTime ?? moment.now).sort();
  const [first, last] = [starts.at(0), ends.at(-1)];
  const done =
    stage.status === 'Succeeded' && stage.actions.length === 1 ? oneLine(stage.actions[0]?.summary ?? '') : '';
  return {
    sign: stage.status === 'InProgress' ? spinner(moment, theme) : theme.sign(stage.status),
    indent: 0,
    label: stage.stageName,
    detail: done,
    time: first !== undefined && last !== undefined ? formatDuration(between(first, last)) : '',
    dim: stage.status === null,
  };
};

const actionRow = (state: LiveState, stageName: string, action: ActionSummary, moment: Moment, theme: Theme): Row => {
  const key = actionKey({ stageName, actionName: action.actionName });
  const running = action.status === 'InProgress';
  const waits = state.waiting.includes(key);
  const doing = waits ? 'waits for approval' : (state.tails[key] ?? action.provider);
  return {
    sign: waits ? theme.color.yellow('?') : running ? spinner(moment, theme) : theme.sign(action.status),
    indent: 2,
    label: action.actionName,
    detail: running ? doing : oneLine(action.summary),
    time: formatDuration(between(action.startTime, action.endTime ?? moment.now)),
  };
};

const spinner = ({ now }: Moment, { color }: Theme): string =>
  color.cyan(SPINNER[Math.floor(Date.parse(now) / 100) % SPINNER.length] ?? '⠋');

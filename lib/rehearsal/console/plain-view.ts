import { counted } from '../../ground/counted';
import type { ActionId } from '../executor/event';
import { shortId } from '../git/commit';
import type { ProgressEvent } from '../progress';
import { between, formatDuration, oneLine, widest } from './text';
import type { Theme } from './theme';
import type { View } from './view';

/** One printed line before it is aligned: a sign, whom it is about, and what happened. */
export interface PlainLine {
  readonly sign: string;
  readonly label: string;
  readonly text: string;
  /** What the line begins or ends, so that its duration can be told. */
  readonly span?: { readonly key: string; readonly edge: 'start' | 'end' };
}

type Event<Type extends ProgressEvent['type']> = Extract<ProgressEvent, { readonly type: Type }>;

/** The line of an event; undefined where the event is the business of a file. */
const LINES: {
  readonly [Type in ProgressEvent['type']]: ((event: Event<Type>, theme: Theme) => PlainLine) | undefined;
} = {
  'rehearsal-started': ({ commit }, { color, sign }) => ({
    sign: sign('InProgress'),
    label: 'rehearsal',
    text: `release of ${color.bold(shortId(commit.id))} "${oneLine(commit.subject)}"`,
  }),
  'phase-started': ({ phase, detail }, { color, sign }) => ({
    sign: sign('InProgress'),
    label: phase,
    text: color.dim(oneLine(detail)),
    span: { key: phase, edge: 'start' },
  }),
  'phase-ended': ({ phase, detail }, { sign }) => ({
    sign: sign('Succeeded'),
    label: phase,
    text: oneLine(detail),
    span: { key: phase, edge: 'end' },
  }),
  note: ({ text }, { color }) => ({ sign: color.yellow('!'), label: 'note', text: oneLine(text) }),
  'execution-started': ({ pipelineName, pipelineExecutionId }, { color, sign }) => ({
    sign: sign('InProgress'),
    label: 'execution',
    text: `${oneLine(pipelineName)}  ${color.dim(pipelineExecutionId)}`,
  }),
  'execution-restarted': ({ stages }, { color }) => {
    const names = stages.map(({ stageName }) => stageName).join(', ');
    const text = `the pipeline changed itself and starts again: ${names}`;
    return { sign: color.yellow('↻'), label: 'execution', text };
  },
  'action-started': ({ action }, { color, sign }) => {
    const label = actionLabel(action);
    return { sign: sign('InProgress'), label, text: color.dim(action.provider), span: { key: label, edge: 'start' } };
  },
  'condition-started': ({ stageName, moment, rules }, { color, sign }) => ({
    sign: sign('InProgress'),
    label: stageName,
    text: color.dim(`${moment} condition: ${rules.join(', ')}`),
  }),
  'condition-ended': ({ stageName, status, summary }, { sign }) => ({
    sign: sign(status === 'Overridden' ? 'Skipped' : status),
    label: stageName,
    text: oneLine(summary),
  }),
  'rollback-started': ({ stageName, targetPipelineExecutionId }, { color }) => ({
    sign: color.yellow('↻'),
    label: stageName,
    text: `is rolled back to execution ${targetPipelineExecutionId}`,
  }),
  'rollback-ended': ({ stageName, pipelineExecutionId, status }, { sign }) => ({
    sign: sign(status),
    label: stageName,
    text: `roll-back ${pipelineExecutionId} ${status}`,
  }),
  'transition-disabled': ({ stageName, reason }, { color }) => ({
    sign: color.yellow('‖'),
    label: stageName,
    text: `waits in front of it, the transition is disabled: ${oneLine(reason)}`,
  }),
  'stage-started': undefined,
  'stage-ended': undefined,
  'action-output': undefined,
  'approval-requested': ({ approval }, { color }) => {
    const { message, reviewUrl } = approval;
    const text = oneLine([message, reviewUrl].filter((part) => part !== undefined).join('  '));
    return { sign: color.yellow('?'), label: actionLabel(approval), text: text || 'waits for approval' };
  },
  'action-ended': ({ action, status, summary }, { color, sign }) => {
    const label = actionLabel(action);
    const shown = status === 'Succeeded' ? '' : `${color.bold(status)}  `;
    const text = status === 'Failed' ? color.bold(status) : `${shown}${oneLine(summary)}`;
    return { sign: sign(status), label, text, span: { key: label, edge: 'end' } };
  },
  'retry-awaited': ({ status, until }, { sign }) => ({
    sign: sign(status),
    label: 'execution',
    text: `${status}, and waits until ${until} for bin/delivery retry`,
  }),
  'execution-ended': ({ status, restarts, cause }, { sign }) => {
    const again = restarts === 0 ? '' : `, ${counted(restarts, 'restart')}`;
    const why = cause === undefined ? '' : `: ${oneLine(cause)}`;
    return { sign: sign(status), label: 'execution', text: `${status}${again}${why}` };
  },
};

const plainLine = <Type extends ProgressEvent['type']>(event: Event<Type>, theme: Theme): PlainLine | undefined => {
  const line: ((event: Event<Type>, theme: Theme) => PlainLine) | undefined = LINES[event.type as Type];
  return line?.(event, theme);
};

/** `dev · Deploy`; an action that is called like its stage is not said twice. */
export const actionLabel = ({ stageName, actionName }: ActionId): string =>
  stageName === actionName ? stageName : `${stageName} · ${actionName}`;

const CLOCK_WIDTH = 7;
const LABEL_LIMIT = 40;
const LEAST_LABEL = 'execution'.length;

const widthOf = (stages: Event<'execution-started'>['stages']): number =>
  Math.min(LABEL_LIMIT, widest(stages.flatMap(({ actions }) => actions.map(actionLabel))));

const causeLine = ({ action, status, summary }: Event<'action-ended'>, { sign }: Theme): PlainLine => ({
  sign: sign(status),
  label: actionLabel(action),
  text: oneLine(summary),
});

/**
 * One line per event with the time since the start, for pipes, files and CI. Why an action failed stands below the end of its
 * execution (`closing`), and here only where it goes on, waits for a retry, or comes to no end.
 */
export const plainView = (write: (line: string) => void, theme: Theme): View => {
  const starts = new Map<string, string>();
  const untold: PlainLine[] = [];
  let first: string | undefined;
  let last = '';
  let labelWidth = LEAST_LABEL;

  const fitLabels = (event: ProgressEvent): void => {
    if (event.type === 'execution-started' || event.type === 'execution-restarted')
      labelWidth = Math.max(labelWidth, widthOf(event.stages));
  };

  const print = (line: PlainLine, time: string): void => {
    first ??= time;
    last = time;
    const clock = formatDuration(between(first, time)).padStart(CLOCK_WIDTH);
    const { key, edge } = line.span ?? {};
    if (key !== undefined && edge === 'start') starts.set(key, time);
    const start = key !== undefined && edge === 'end' ? starts.get(key) : undefined;
    const took = start === undefined ? '' : `  ${theme.color.dim(formatDuration(between(start, time)))}`;
    write(`${theme.color.dim(clock)}  ${line.sign} ${line.label.padEnd(labelWidth)}  ${line.text}${took}`.trimEnd());
  };

  const tellCauses = (): void => {
    for (const line of untold.splice(0)) print(line, last);
  };

  return {
    show(event) {
      fitLabels(event);
      if (event.type === 'stage-started' || event.type === 'retry-awaited') tellCauses();
      const line = plainLine(event, theme);
      if (line !== undefined && 'time' in event) print(line, event.time);
      if (event.type === 'action-ended' && event.status === 'Failed') untold.push(causeLine(event, theme));
      if (event.type === 'execution-ended') untold.length = 0;
    },
    during: (question) => question(),
    close: tellCauses,
  };
};

import type { ActionId } from '../executor/event';
import { shortId } from '../git/commit';
import type { ProgressEvent } from '../progress';
import { between, count, formatDuration, oneLine, widest } from './text';
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

/** The line of an event, or nothing where the event is the business of a file. */
export const plainLine = (event: ProgressEvent, { color, sign }: Theme): PlainLine | undefined => {
  switch (event.type) {
    case 'rehearsal-started': {
      const text = `release of ${color.bold(shortId(event.commit.id))} "${oneLine(event.commit.subject)}"`;
      return { sign: sign('InProgress'), label: 'rehearsal', text };
    }
    case 'phase-started':
      return {
        sign: sign('InProgress'),
        label: event.phase,
        text: color.dim(oneLine(event.detail)),
        span: { key: event.phase, edge: 'start' },
      };
    case 'phase-ended':
      return {
        sign: sign('Succeeded'),
        label: event.phase,
        text: oneLine(event.detail),
        span: { key: event.phase, edge: 'end' },
      };
    case 'note':
      return { sign: color.yellow('!'), label: 'note', text: oneLine(event.text) };
    case 'execution-started': {
      const text = `${oneLine(event.pipelineName)}  ${color.dim(event.pipelineExecutionId)}`;
      return { sign: sign('InProgress'), label: 'execution', text };
    }
    case 'execution-restarted': {
      const stages = event.stages.map(({ stageName }) => stageName).join(', ');
      const text = `the pipeline changed itself and starts again: ${stages}`;
      return { sign: color.yellow('↻'), label: 'execution', text };
    }
    case 'action-started': {
      const label = actionLabel(event.action);
      const text = color.dim(event.action.provider);
      return { sign: sign('InProgress'), label, text, span: { key: label, edge: 'start' } };
    }
    case 'approval-requested': {
      const { message, reviewUrl } = event.approval;
      const text = oneLine([message, reviewUrl].filter((part) => part !== undefined).join('  '));
      return { sign: color.yellow('?'), label: actionLabel(event.approval), text: text || 'waits for approval' };
    }
    case 'action-ended': {
      const label = actionLabel(event.action);
      const status = event.status === 'Succeeded' ? '' : `${color.bold(event.status)}  `;
      const text = `${status}${oneLine(event.summary)}`;
      return { sign: sign(event.status), label, text, span: { key: label, edge: 'end' } };
    }
    case 'execution-ended': {
      const restarts = event.restarts === 0 ? '' : `, ${count(event.restarts, 'restart')}`;
      const cause = event.cause === undefined ? '' : `: ${oneLine(event.cause)}`;
      return { sign: sign(event.status), label: 'execution', text: `${event.status}${restarts}${cause}` };
    }
    case 'stage-started':
    case 'stage-ended':
    case 'action-output':
      return undefined;
    default:
      return event satisfies never;
  }
};

/** `dev · Deploy`; an action that is called like its stage is not said twice. */
export const actionLabel = ({ stageName, actionName }: ActionId): string =>
  stageName === actionName ? stageName : `${stageName} · ${actionName}`;

const CLOCK_WIDTH = 7;
const LABEL_LIMIT = 40;

/** One line per event with the time since the start, for pipes, files and CI. */
export const plainView = (write: (line: string) => void, theme: Theme): View => {
  const starts = new Map<string, string>();
  let first: string | undefined;
  let labelWidth = 'execution'.length;

  const fitLabels = (event: ProgressEvent): void => {
    if (event.type !== 'execution-started' && event.type !== 'execution-restarted') return;
    const labels = event.stages.flatMap((stage) => stage.actions.map(actionLabel));
    labelWidth = Math.max(labelWidth, Math.min(LABEL_LIMIT, widest(labels)));
  };

  return {
    show(event) {
      fitLabels(event);
      const line = plainLine(event, theme);
      if (line === undefined || !('time' in event)) return;
      first ??= event.time;
      const clock = formatDuration(between(first, event.time)).padStart(CLOCK_WIDTH);
      const { key, edge } = line.span ?? {};
      if (key !== undefined && edge === 'start') starts.set(key, event.time);
      const start = key !== undefined && edge === 'end' ? starts.get(key) : undefined;
      const took = start === undefined ? '' : `  ${theme.color.dim(formatDuration(between(start, event.time)))}`;
      write(`${theme.color.dim(clock)}  ${line.sign} ${line.label.padEnd(labelWidth)}  ${line.text}${took}`.trimEnd());
    },
    during: (question) => question(),
    close: () => undefined,
  };
};

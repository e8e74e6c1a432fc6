import type { ActionKind, Status } from '../executor/event';
import { shortId } from '../git/commit';
import type { ProgressEvent } from '../progress';
import { between, formatDuration } from './duration';
import { oneLine } from './text';
import type { Theme } from './theme';
import type { View } from './view';

const CLOCK_WIDTH = 7;

/** One line per event with the time since the start, for pipes, files and CI. */
export function plainView(write: (line: string) => void, { color, sign }: Theme): View {
  let start: string | undefined;
  let labelWidth = 10;
  const started = new Map<string, string>();

  const print = (time: string, mark: string, label: string, text: string): void => {
    start ??= time;
    const clock = formatDuration(between(start, time)).padStart(CLOCK_WIDTH);
    labelWidth = Math.max(labelWidth, label.length);
    write(`${color.dim(clock)}  ${mark} ${label.padEnd(labelWidth)}  ${text}`.trimEnd());
  };
  const fitLabels = (stages: readonly { readonly actions: readonly ActionKind[] }[]): void => {
    for (const action of stages.flatMap((stage) => stage.actions)) {
      labelWidth = Math.min(36, Math.max(labelWidth, actionLabel(action).length));
    }
  };
  const begin = (key: string, time: string): void => void started.set(key, time);
  const took = (key: string, time: string): string =>
    color.dim(formatDuration(between(started.get(key) ?? time, time)));

  const lines = (event: ProgressEvent): void => {
    switch (event.type) {
      case 'rehearsal-started': {
        const text = `release of ${color.bold(shortId(event.commit.id))} "${oneLine(event.commit.subject)}"`;
        return print(event.time, sign('InProgress'), 'rehearsal', text);
      }
      case 'phase-started':
        return begin(event.phase, event.time);
      case 'phase-ended': {
        const text = `${oneLine(event.detail)}  ${took(event.phase, event.time)}`;
        return print(event.time, sign('Succeeded'), event.phase, text);
      }
      case 'note':
        return print(event.time, color.yellow('!'), 'note', oneLine(event.text));
      case 'execution-started': {
        fitLabels(event.stages);
        const text = `${event.pipelineName}  ${color.dim(event.pipelineExecutionId)}`;
        return print(event.time, sign('InProgress'), 'execution', text);
      }
      case 'execution-restarted': {
        fitLabels(event.stages);
        const stages = event.stages.map(({ stageName }) => stageName).join(', ');
        return print(
          event.time,
          color.yellow('↻'),
          'execution',
          `the pipeline changed itself and starts again: ${stages}`,
        );
      }
      case 'stage-started':
      case 'stage-ended':
      case 'action-output':
        return;
      case 'action-started':
        begin(actionLabel(event.action), event.time);
        return print(event.time, sign('InProgress'), actionLabel(event.action), color.dim(event.action.provider));
      case 'approval-requested': {
        const { approval } = event;
        const text = [approval.message, approval.reviewUrl].filter((part) => part !== undefined).join('  ');
        return print(event.time, color.yellow('?'), actionLabel(approval), oneLine(text) || 'waits for approval');
      }
      case 'action-ended': {
        const label = actionLabel(event.action);
        const text = [statusText(event.status), took(label, event.time), oneLine(event.summary)];
        return print(event.time, sign(event.status), label, text.filter((part) => part !== '').join('  '));
      }
      case 'execution-ended': {
        const restarts = event.restarts === 0 ? '' : `, ${event.restarts} restart${event.restarts === 1 ? '' : 's'}`;
        const cause = event.cause === undefined ? '' : `: ${oneLine(event.cause)}`;
        return print(event.time, sign(event.status), 'execution', `${event.status}${restarts}${cause}`);
      }
      default:
        return event satisfies never;
    }
  };
  const statusText = (status: Status): string => (status === 'Succeeded' ? '' : color.bold(status));

  return { show: lines, during: (question) => question(), close: () => undefined };
}

/** `dev · Deploy`; an action that is called like its stage is not said twice. */
const actionLabel = ({ stageName, actionName }: { readonly stageName: string; readonly actionName: string }): string =>
  stageName === actionName ? stageName : `${stageName} · ${actionName}`;

import type { ProgressEvent } from '../progress';
import { between, formatDuration } from './duration';
import { actionLabel, plainLine } from './plain-line';
import { widest } from './text';
import type { Theme } from './theme';
import type { View } from './view';

const CLOCK_WIDTH = 7;
const LABEL_LIMIT = 40;

/** One line per event with the time since the start, for pipes, files and CI. */
export function plainView(write: (line: string) => void, theme: Theme): View {
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
}

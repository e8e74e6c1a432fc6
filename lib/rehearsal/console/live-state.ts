import type { Commit } from '../git/commit';
import type { Phase, ProgressEvent } from '../progress';
import type { ExpectedDurations } from '../record/expected-durations';
import { reduce, startSummary } from '../record/reduce';
import type { Summary } from '../record/summary';
import { oneLine } from './text';

/** A phase as the live view shows it. */
export interface PhaseLine {
  readonly phase: Phase;
  readonly detail: string;
  readonly start: string;
  readonly end: string | undefined;
}

/** All that the live view draws, folded from events. */
export interface LiveState {
  readonly title: { readonly commitId: string; readonly subject: string } | undefined;
  readonly expected: ExpectedDurations;
  readonly phases: readonly PhaseLine[];
  readonly notes: readonly string[];
  readonly summary: Summary | undefined;
  /** The last line each running action wrote, by stage and action. */
  readonly tails: Readonly<Record<string, string>>;
  readonly waiting: readonly string[];
}

export const EMPTY_STATE: LiveState = {
  title: undefined,
  expected: {},
  phases: [],
  notes: [],
  summary: undefined,
  tails: {},
  waiting: [],
};

/** Names an action among all actions of a pipeline. */
export const actionKey = (action: { readonly stageName: string; readonly actionName: string }): string =>
  `${action.stageName}/${action.actionName}`;

/** The state after one more event. */
export const fold = (state: LiveState, event: ProgressEvent): LiveState => {
  switch (event.type) {
    case 'rehearsal-started':
      return { ...state, title: titleOf(event.commit), expected: event.expected };
    case 'phase-started':
    case 'phase-ended':
      return { ...state, phases: withPhase(state.phases, event) };
    case 'note':
      return { ...state, notes: [...state.notes, event.text] };
    case 'execution-started':
      return { ...state, summary: startSummary(event) };
    case 'action-output': {
      const line = oneLine(event.line);
      return line === '' ? state : { ...state, tails: { ...state.tails, [actionKey(event.action)]: line } };
    }
    case 'approval-requested':
      return { ...state, waiting: [...state.waiting, actionKey(event.approval)] };
    case 'action-ended': {
      const waiting = state.waiting.filter((key) => key !== actionKey(event.action));
      return { ...state, waiting, summary: state.summary && reduce(state.summary, event) };
    }
    case 'condition-ended':
      return event.status === 'Succeeded' ? state : { ...state, notes: [...state.notes, event.summary] };
    case 'retry-awaited': {
      const note = `${event.status}: waits until ${event.until} for bin/delivery retry`;
      return { ...state, notes: [...state.notes, note] };
    }
    case 'transition-disabled':
      return { ...state, notes: [...state.notes, `waits in front of ${event.stageName}: ${event.reason}`] };
    case 'execution-restarted':
      return {
        ...state,
        tails: {},
        notes: [...state.notes, 'the pipeline changed itself and started again'],
        summary: state.summary && reduce(state.summary, event),
      };
    default:
      return { ...state, summary: state.summary && reduce(state.summary, event) };
  }
};

const titleOf = ({ id, subject }: Commit): LiveState['title'] => ({ commitId: id, subject });

const withPhase = (
  phases: readonly PhaseLine[],
  { type, phase, detail, time }: Extract<ProgressEvent, { readonly type: 'phase-started' | 'phase-ended' }>,
): readonly PhaseLine[] =>
  type === 'phase-started'
    ? [...phases, { phase, detail, start: time, end: undefined }]
    : phases.map((line) => (line.phase === phase && line.end === undefined ? { ...line, detail, end: time } : line));

import type { ExecutorEvent } from './executor/event';
import type { Commit } from './git/commit';
import type { ExpectedDurations } from './record/expected-durations';

/** What happens around an execution, in the order of a first rehearsal; phases may overlap. */
export const PHASES = ['emulator', 'synth', 'bootstrap', 'pipeline', 'push'] as const;
export type Phase = (typeof PHASES)[number];

/** Everything a rehearsal tells while it runs; nothing below the entry point prints. */
export type ProgressEvent =
  | ExecutorEvent
  | {
      readonly type: 'rehearsal-started';
      readonly time: string;
      readonly commit: Commit;
      /** From earlier releases of the app. */
      readonly expected: ExpectedDurations;
    }
  | { readonly type: 'phase-started'; readonly time: string; readonly phase: Phase; readonly detail: string }
  | { readonly type: 'phase-ended'; readonly time: string; readonly phase: Phase; readonly detail: string }
  | { readonly type: 'note'; readonly time: string; readonly text: string };

export type Emit = (event: ProgressEvent) => void;

/** Now, as events write it. */
export const timestamp = (): string => new Date().toISOString();

/** Milliseconds each phase took; one that was not needed is absent. */
export type Timings = Partial<Readonly<Record<Phase, number>>>;

/** Runs one phase between its two events; `work` answers the line that says what was reached. */
export const inPhase = async <T>(
  emit: Emit,
  phase: Phase,
  intention: string,
  work: () => Promise<{ readonly detail: string; readonly value: T }>,
): Promise<T> => {
  emit({ type: 'phase-started', time: timestamp(), phase, detail: intention });
  const { detail, value } = await work();
  emit({ type: 'phase-ended', time: timestamp(), phase, detail });
  return value;
};

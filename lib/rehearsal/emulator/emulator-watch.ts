import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { UserError } from '../../ground/user-error';
import { answers, type Endpoint, watch } from './endpoint';

/** What is known of an endpoint while work depends on it. */
export interface EmulatorWatch {
  /** Given when the endpoint's process has gone, with a {@link UserError}, and when the work is to stop. */
  readonly signal: AbortSignal;
  /** After work has failed: throws why, where the reason is that the endpoint does not answer any more. */
  ifLost(): Promise<void>;
  unwatch(): void;
}

/** How long the end of a process that does not answer may take to be seen. */
const NOTICE_MILLISECONDS = 60_000;

/** Watches an endpoint, so that whatever fails because it has gone fails for that reason. */
export const watchEmulator = (endpoint: Endpoint, stop: AbortSignal): EmulatorWatch => {
  const died = new AbortController();
  const unwatch = watch(endpoint, (lastWords) =>
    died.abort(
      new UserError(`the emulator ended before the release did, rehearse again; its last words: ${lastWords}`, {
        exitCode: 1,
      }),
    ),
  );
  const signal = AbortSignal.any([stop, died.signal]);
  // Every call under way listens; that is no leak.
  setMaxListeners(0, signal);
  return {
    signal,
    unwatch,
    async ifLost() {
      signal.throwIfAborted();
      if (await answers(endpoint.url)) return;
      if (endpoint.pid !== undefined) await aborted(signal, NOTICE_MILLISECONDS);
      signal.throwIfAborted();
      throw new UserError(`${endpoint.url} does not answer any more`, { exitCode: 1 });
    },
  };
};

/** Runs work that depends on an endpoint. */
export const whileItAnswers = async <T>(
  endpoint: Endpoint,
  stop: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const { signal, ifLost, unwatch } = watchEmulator(endpoint, stop);
  try {
    return await work(signal);
  } catch (error) {
    await ifLost();
    throw error;
  } finally {
    unwatch();
  }
};

/** Resolves when the signal is given, or when the time is over. */
const aborted = async (signal: AbortSignal, milliseconds: number): Promise<void> => {
  await setTimeout(milliseconds, undefined, { signal, ref: false }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
};

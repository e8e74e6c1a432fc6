import { UserError } from '../../lib/ground/user-error';

/** 128 and the number of each, as shells have it. */
const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

type Stopping = keyof typeof EXIT_CODES;

const NAMES = Object.keys(EXIT_CODES) as readonly Stopping[];

/** Work that a signal stops. */
export interface Stoppable {
  readonly signal: AbortSignal;
  /** The reason of the stop where there was one, whatever the work that it ended says of itself; else the error. */
  reasonOf(error: unknown): unknown;
  forget(): void;
}

/** How a command ends that a signal has stopped; undefined for a signal that is no stop. */
export const stoppedBy = (name: NodeJS.Signals | null): UserError | undefined => {
  const exitCode = NAMES.includes(name as Stopping) ? EXIT_CODES[name as Stopping] : undefined;
  if (exitCode === undefined) return undefined;
  return new UserError(`stopped by ${name === 'SIGINT' ? 'Ctrl-C' : name}`, { exitCode });
};

/** `timeout` and npm send a signal to us and to our group: that is one, not two. */
const ONE_SIGNAL_MILLISECONDS = 100;

/** Stops the work on the first Ctrl-C, in order; a second one ends the process at once. */
export const stopOnSignals = (): Stoppable => {
  const controller = new AbortController();
  const { signal } = controller;
  let isSecond = false;
  const stop = (name: NodeJS.Signals): void => {
    if (isSecond) process.exit(EXIT_CODES[name as Stopping]);
    if (signal.aborted) return;
    setTimeout(() => {
      isSecond = true;
    }, ONE_SIGNAL_MILLISECONDS).unref();
    // What is still said is read by nobody, where the terminal is gone.
    if (name === 'SIGHUP') for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
    controller.abort(stoppedBy(name));
  };
  for (const name of NAMES) process.on(name, stop);
  return {
    signal,
    reasonOf: (error) => (signal.aborted ? signal.reason : error),
    forget() {
      for (const name of NAMES) process.off(name, stop);
    },
  };
};

import { UserError } from '../../lib/ground/user-error';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Stops the work on the first Ctrl-C, in order; a second one ends the process at once. */
export const stopOnSignals = (): { readonly signal: AbortSignal; forget(): void } => {
  const controller = new AbortController();
  const stop = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(1);
    controller.abort(new UserError(`stopped by ${name === 'SIGINT' ? 'Ctrl-C' : name}`, { exitCode: 1 }));
  };
  for (const name of SIGNALS) process.on(name, stop);
  return {
    signal: controller.signal,
    forget() {
      for (const name of SIGNALS) process.off(name, stop);
    },
  };
};

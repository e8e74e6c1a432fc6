import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { endGroup } from '../../lib/rehearsal/process/end-group';
import { LEASH } from '../../lib/rehearsal/process/run';
import { sweep } from '../../lib/rehearsal/session/sweep';
import type { Shell } from './shell';
import { stopOnSignals, stoppedBy } from './signals';

/**
 * Runs this command once more, with an option that says so, in a session of its own: a signal to the group of this process, as
 * Ctrl-C is one, does not reach the tools it has started, whose libraries could not bear that. It and
 * whatever it has started are killed when this process is stopped or gone, however it went: it must have nothing to put in
 * order but what `sweep` does.
 *
 * @param directory of the app, for `sweep`
 * @returns its exit code
 * @throws {UserError} when a signal has stopped this process
 */
export const runApart = async ({ root, argv, env }: Shell, directory: string, option: string): Promise<number> => {
  const signals = stopOnSignals();
  const again = [process.execPath, ...process.execArgv, join(root, 'bin', 'delivery'), ...argv.slice(2), option];
  const child = spawn('/bin/sh', ['-c', `${LEASH}; exec "$@"`, 'sh', ...again], {
    env,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  signals.signal.addEventListener('abort', () => endGroup(child.pid, 'SIGKILL'));
  try {
    const [code, killedBy] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    if (signals.signal.aborted) await sweep(directory);
    signals.signal.throwIfAborted();
    // Between its fork and its session it is still of our group: its end may be seen before our own signal.
    if (code === null) throw stoppedBy(killedBy) ?? new Error(`it was ended by ${killedBy}`);
    return code;
  } finally {
    endGroup(child.pid, 'SIGKILL');
    child.stdio[3]?.destroy();
    signals.forget();
  }
};

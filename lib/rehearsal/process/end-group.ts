import { setTimeout } from 'node:timers/promises';
import { hasCode } from './has-code';
import { identify, runs } from './identity';

/** Ends a process and everything it started; a process that is gone already is fine. */
export const endGroup = (pid: number | undefined, name: NodeJS.Signals = 'SIGTERM'): void => {
  if (pid !== undefined) signal(-pid, name);
};

/**
 * True while a process of that id runs that this user may end: what another user runs is not what was started here, and
 * what only waits to be reaped does not run.
 */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (hasCode(error, 'ESRCH') || hasCode(error, 'EPERM')) return false;
    throw error;
  }
  return identify(pid) !== undefined;
};

/**
 * Asks a process to end and waits; one that does not within the time is killed. One that only waits to be reaped, by a
 * parent that may be stopped, has ended.
 */
export const endProcess = async (pid: number, milliseconds: number): Promise<void> => {
  const identity = identify(pid);
  if (identity === undefined) return;
  const deadline = performance.now() + milliseconds;
  signal(pid, 'SIGTERM');
  while (runs(identity)) {
    if (performance.now() > deadline) signal(pid, 'SIGKILL');
    await setTimeout(20);
  }
};

/** Signals a process, or by a negative number a group; one that is gone already is fine. */
const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
};

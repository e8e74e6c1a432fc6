import { setTimeout } from 'node:timers/promises';
import { hasCode } from './has-code';

/** Ends a process and everything it started; a process that is gone already is fine. */
export function endGroup(pid: number | undefined, signal: NodeJS.Signals = 'SIGTERM'): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

/** True while a process of that id runs that this user may end: what another user runs is not what was started here. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (hasCode(error, 'ESRCH') || hasCode(error, 'EPERM')) return false;
    throw error;
  }
}

/** Asks a process to end and waits; one that does not within the time is killed. */
export async function endProcess(pid: number, milliseconds: number): Promise<void> {
  const deadline = Date.now() + milliseconds;
  if (isAlive(pid)) process.kill(pid, 'SIGTERM');
  while (isAlive(pid)) {
    if (Date.now() > deadline) process.kill(pid, 'SIGKILL');
    await setTimeout(20);
  }
}

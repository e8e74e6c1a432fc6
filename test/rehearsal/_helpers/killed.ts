import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, type Owner, processSpace } from '../../../lib/rehearsal/process/identity';

/** A process that does nothing. */
export const idle = (): { readonly child: ChildProcess; readonly owner: Owner } => {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  const identity = identify(child.pid ?? 0);
  if (identity === undefined) throw new Error('sleep did not start');
  return { child, owner: { ...identity, space: processSpace() } };
};

/** Kills a process and waits until it is gone. */
export const kill = async (child: ChildProcess): Promise<void> => {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
};

/** A process that was, as its files remember it. */
export const killed = async (): Promise<Owner> => {
  const { child, owner } = idle();
  await kill(child);
  return owner;
};

/** A private directory with a file in it, as a process of that identity has made it. */
export const privateDirectoryOf = (
  owner: Owner,
  parent: string,
  app: string | null = null,
  name = 'aaaaaa',
): string => {
  const directory = join(parent, `delivery-rehearsal-${name}`);
  mkdirSync(directory, { mode: 0o700 });
  writeFileSync(join(directory, 'file'), 'text');
  const mark = { schema: 1, purpose: 'rehearsal', owner, app, emulator: null, created: '2026-01-01T00:00:00.000Z' };
  writeFileSync(join(directory, 'owner.json'), JSON.stringify(mark));
  return directory;
};

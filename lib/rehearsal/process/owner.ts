import { statSync, utimesSync } from 'node:fs';
import { z } from 'zod';
import { hasCode } from './has-code';
import { identify, processIdentity, processSpace, runs } from './identity';

/** The process that something on disk belongs to, and where that process is to be looked for. */
export const ownerSchema = processIdentity.extend({ space: z.string() });

/** See {@link ownerSchema}. */
export type Owner = Readonly<z.infer<typeof ownerSchema>>;

/** Name of the file that says whose a directory is. */
export const OWNER = 'owner.json';

const HOUR = 3_600_000;
/** An owner that cannot be looked for is gone when it has not touched its file for this long; it does so every hour. */
export const SILENT_MILLISECONDS = 24 * HOUR;

/** This process as an owner. */
export function thisProcess(): Owner {
  const identity = identify(process.pid);
  if (identity === undefined) throw new Error('this process cannot be found: neither /proc nor ps knows it');
  return { ...identity, space: processSpace() };
}

/**
 * True when the owner is known to be gone. One in another container or on another machine cannot be looked for: it is
 * gone when none of the files it touches every hour was touched for a day.
 */
export function isGone(owner: Owner, touched: readonly string[], now = Date.now()): boolean {
  if (owner.space === processSpace()) return !runs(owner);
  return touched.every((file) => now - lastTouched(file) > SILENT_MILLISECONDS);
}

/** Touches a file every hour while this process runs and the file is there. */
export function keepTouched(file: string): void {
  const timer = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
      clearInterval(timer);
    }
  }, HOUR);
  timer.unref();
}

function lastTouched(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

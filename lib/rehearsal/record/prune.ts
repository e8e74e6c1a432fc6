import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** How many records are kept, the newest included. */
export const KEPT_RECORDS = 10;

/** Removes the oldest records. Only directories with logs are records. */
export function prune(records: string, current: string): void {
  const old = readdirSync(records, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== current)
    .map((entry) => join(records, entry.name))
    .filter((directory) => existsSync(join(directory, 'logs')))
    .map((directory) => ({ directory, time: statSync(directory).mtimeMs }))
    .sort((one, other) => other.time - one.time);
  for (const { directory } of old.slice(KEPT_RECORDS - 1)) rmSync(directory, { recursive: true, force: true });
}

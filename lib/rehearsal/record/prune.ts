import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readOwner } from './record-owner';

/** How many records are kept, the newest included. */
export const KEPT_RECORDS = 10;

/** Executions have UUIDs, and records their names. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The records in their directory; whatever else lies there is none. */
export const recordsIn = (records: string): readonly string[] =>
  readdirSync(records, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && UUID.test(entry.name))
    .map((entry) => join(records, entry.name));

/** Removes the oldest records, but none that somebody still writes. */
export function prune(records: string, current: string): void {
  const old = recordsIn(records)
    .filter((directory) => directory !== join(records, current) && readOwner(directory) === undefined)
    // Another rehearsal of the app may remove the oldest at the same time.
    .map((directory) => ({ directory, time: statSync(directory, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((one, other) => other.time - one.time);
  for (const { directory } of old.slice(KEPT_RECORDS - 1)) rmSync(directory, { recursive: true, force: true });
}

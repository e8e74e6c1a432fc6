import { existsSync, lstatSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../private-directory/mark';
import { isAlive } from '../process/end-group';
import { isGone, OWNER } from '../process/owner';
import { readOrdinary, unfinishedBy, writeWhole } from '../process/write-whole';
import { timestamp } from '../progress';
import { EVIDENCE_PART } from './evidence';
import { recordsIn } from './prune';
import { disownRecord, readOwner } from './record-owner';
import { abandon } from './reduce';
import type { Summary } from './summary';

/** As far as a summary has to be read to be closed. */
const openSummary = z.looseObject({
  schema: z.literal(1),
  endTime: z.null(),
  stages: z.array(
    z.looseObject({
      status: z.string().nullable(),
      actions: z.array(z.looseObject({ status: z.string(), endTime: z.string().nullable() })),
    }),
  ),
});

/**
 * Closes the records whose writers are gone: what was running is abandoned and says why. A record of an execution that
 * had not started is removed, since it says nothing.
 *
 * @returns the directories of the records that were closed
 */
export function closeAbandoned(records: string): readonly string[] {
  if (lstatSync(records, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  removeUnfinished(records);
  const closed = recordsIn(records).filter((directory) => {
    const owner = readOwner(directory);
    return owner !== undefined && isGone(owner, [join(directory, OWNER)]) && close(directory, owner.pid);
  });
  const latest = join(records, 'latest');
  const dangles = lstatSync(latest, { throwIfNoEntry: false })?.isSymbolicLink() && !existsSync(latest);
  if (dangles && !readlinkSync(latest).includes('/')) rmSync(latest);
  return closed;
}

function close(directory: string, pid: number): boolean {
  const file = join(directory, 'summary.json');
  const text = readOrdinary(file);
  if (text === undefined) {
    rmSync(directory, { recursive: true, force: true });
    return false;
  }
  removeUnfinished(directory);
  rmSync(join(directory, EVIDENCE_PART), { recursive: true, force: true });
  const isOpen = parseJson(text, openSummary) !== undefined;
  if (isOpen) {
    const because = `the process that ran it (${pid}) was killed, or ended without closing this record`;
    const summary = abandon(JSON.parse(text) as Summary, timestamp(), 'Stopped', because);
    writeWhole(file, `${JSON.stringify(summary, undefined, 2)}\n`);
  }
  disownRecord(directory);
  return isOpen;
}

/** Removes files that nobody will finish. */
function removeUnfinished(directory: string): void {
  for (const name of readdirSync(directory)) {
    const writer = unfinishedBy(name);
    if (writer !== undefined && !isAlive(writer)) rmSync(join(directory, name), { force: true });
  }
}

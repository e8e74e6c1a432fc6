import { existsSync, lstatSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseAs } from '../private-directory/mark';
import { identify, isGone, OWNER } from '../process/identity';
import { readOrdinary, unfinishedBy, writeWhole } from '../process/write-whole';
import { timestamp } from '../progress';
import { isUnfinished } from './collector';
import { disownRecord, readOwner, recordsIn } from './records';
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
export const closeAbandoned = (records: string): readonly string[] => {
  if (!existsSync(records) || !lstatSync(records).isDirectory()) return [];
  removeUnfinished(records);
  const closed = recordsIn(records).filter((directory) => {
    const owner = readOwner(directory);
    return owner !== undefined && isGone(owner, [join(directory, OWNER)]) && close(directory, owner.pid);
  });
  const latest = join(records, 'latest');
  const dangles = lstatSync(latest, { throwIfNoEntry: false })?.isSymbolicLink() && !existsSync(latest);
  if (dangles && !readlinkSync(latest).includes('/')) rmSync(latest, { force: true });
  return closed;
};

const close = (directory: string, pid: number): boolean => {
  const file = join(directory, 'summary.json');
  const text = readOrdinary(file);
  if (text === undefined) {
    rmSync(directory, { recursive: true, force: true });
    return false;
  }
  removeUnfinished(directory);
  for (const name of readdirSync(directory).filter(isUnfinished)) {
    rmSync(join(directory, name), { recursive: true, force: true });
  }
  const closed = parseAs(text, openSummary) === undefined ? undefined : closedText(text, pid);
  if (closed !== undefined) writeWhole(file, closed);
  disownRecord(directory);
  return closed !== undefined;
};

/** The summary, closed; undefined for one that is nested deeper than can be written again, which none of ours is. */
const closedText = (text: string, pid: number): string | undefined => {
  const because = `the process that ran it (${pid}) was killed, or ended without closing this record`;
  const summary = abandon(JSON.parse(text) as Summary, timestamp(), 'Stopped', because);
  try {
    return `${JSON.stringify(summary, undefined, 2)}\n`;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** Removes files that nobody will finish: of no process that runs, whoever's it is. */
const removeUnfinished = (directory: string): void => {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const writer = unfinishedBy(entry.name);
    if (writer === undefined || entry.isDirectory() || identify(writer) !== undefined) continue;
    rmSync(join(directory, entry.name), { force: true });
  }
};

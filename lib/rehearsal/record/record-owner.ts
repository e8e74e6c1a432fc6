import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson } from '../private-directory/mark';
import { keepTouched, OWNER, type Owner, ownerSchema, thisProcess } from '../process/owner';
import { readOrdinary, writeWhole } from '../process/write-whole';

/** Says that this process writes a record. */
export function ownRecord(directory: string): void {
  const file = join(directory, OWNER);
  writeWhole(file, `${JSON.stringify(thisProcess())}\n`);
  keepTouched(file);
}

/** Says that a record is finished. */
export const disownRecord = (directory: string): void => rmSync(join(directory, OWNER), { force: true });

/** Who writes a record; undefined for one that is finished. */
export const readOwner = (directory: string): Owner | undefined =>
  parseJson(readOrdinary(join(directory, OWNER)), ownerSchema);

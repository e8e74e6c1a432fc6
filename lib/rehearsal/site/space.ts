import { statfsSync } from 'node:fs';
import { UserError } from '../../ground/user-error';

/** With less, nothing can be begun; how much a release takes, only the app knows. */
const TO_BEGIN = 1024 * 1024;

/** With less, whatever fails fails for want of it. */
const TO_GO_ON = 64 * 1024;

/** @throws {UserError} when the device of a directory is as good as full */
export const requireSpace = (directories: readonly string[]): void => {
  const full = directories.find((directory) => freeBytes(directory) < TO_BEGIN);
  if (full !== undefined) throw new UserError(sentence(full));
};

/** Says which of the directories is on a device that is full: then whatever has failed has failed for that. */
export const fullDevice = (directories: readonly string[]): string | undefined => {
  const full = directories.find((directory) => freeBytes(directory) < TO_GO_ON);
  return full === undefined ? undefined : sentence(full);
};

const sentence = (directory: string): string =>
  `no space is left in ${directory}: free some, or rehearse elsewhere (TMPDIR for temporary files, --app for records)`;

const freeBytes = (directory: string): number => {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
};

import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { oneLine } from '../console/text';
import { answers } from '../emulator/endpoint';
import { isOurs, isPrivateName, type Mark, readMark } from '../private-directory/mark';
import { temporaryDirectory } from '../private-directory/private-directory';
import { runsAsOurs } from '../process/identity';
import { readKept, readSession, type Session, sessionFile } from './session';

/**
 * What an app's session file is worth. An app may bring such a file from elsewhere, so it is believed only where a
 * private directory of this user says the same.
 */
export type Judged =
  | { readonly state: 'none' }
  | { readonly state: 'alive'; readonly session: Session; readonly mark: Mark }
  /** `because` is a sentence without its period. */
  | { readonly state: 'dead'; readonly because: string };

/** The word by which the command line of an emulator is known. */
const EMULATOR = 'delivery_emulator';

/** Judges the session of an app and asks its emulator for an answer. */
export const judgeSession = async (records: string): Promise<Judged> => {
  const file = sessionFile(records);
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return { state: 'none' };
  const session = readSession(records);
  if (session === undefined) return dead(`${file} is cut off, or no session of this version`);
  const { privateDirectory: directory, endpoint, emulatorPid } = session;
  if (!existsSync(directory)) return dead(`the kept emulator at ${endpoint} is gone, and its files are`);
  const doubt = whyNotOurs(directory);
  if (doubt !== undefined) return dead(`${file} names ${directory}, ${doubt}`);
  const mark = readMark(directory);
  if (mark?.app !== dirname(realpathSync(records)) || mark.emulator?.pid !== emulatorPid) {
    return dead(`${file} names ${directory}, whose mark does not agree`);
  }
  const kept = readKept(directory);
  if (kept?.endpoint !== endpoint || kept.records !== realpathSync(records)) {
    return dead(`the emulator at ${endpoint} was not kept`);
  }
  if (!emulatorRuns(mark)) return dead(`the kept emulator at ${endpoint} is gone`);
  if (!(await answers(endpoint))) return dead(`the kept emulator at ${endpoint} does not answer`);
  return { state: 'alive', session, mark };
};

/** True when the emulator that a mark names runs: this very process, of this user. */
export const emulatorRuns = ({ emulator }: Mark): boolean => emulator !== null && runsAsOurs(emulator, EMULATOR);

/** Names in a file that an app has brought must not reach a terminal as they are. */
const dead = (because: string): Extract<Judged, { readonly state: 'dead' }> => ({
  state: 'dead',
  because: oneLine(because),
});

/** Why a directory that a session names is not to be touched. */
const whyNotOurs = (directory: string): string | undefined => {
  const parent = temporaryDirectory();
  if (resolve(directory) !== directory || !isPrivateName(basename(directory))) return 'which no rehearsal has made';
  if (dirname(directory) !== parent) return `which is not in ${parent}, where temporary files are (TMPDIR)`;
  return isOurs(directory) ? undefined : 'which is not private to this user';
};

import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { isOurs, isPrivateName, parseAs, readMark } from '../private-directory/mark';
import { temporaryDirectory } from '../private-directory/private-directory';
import { readOrdinary, writeFirst } from '../process/write-whole';
import { recordsOf } from '../record/records';
import { emulatorRuns, judgeSession } from './judge-session';
import { PRIVATE, type Session, sessionSchema, textOf } from './session';

/** The file by which a rehearsal that runs is found; it goes with the rehearsal's private directory. */
const RUNNING = 'running.json';

/** Lets other commands of this user find a rehearsal while it runs. */
export const announce = (session: Session): void => {
  writeFirst(join(session.privateDirectory, RUNNING), textOf(session), PRIVATE);
};

/**
 * The rehearsal of an app that runs now, or whose emulator was kept; undefined where there is none. Of several that run it is
 * the newest.
 *
 * @throws {UserError} when the app's directory of records is not one
 */
export const runningRehearsal = async (directory: string): Promise<Session | undefined> => {
  if (!existsSync(directory)) return undefined;
  const app = realpathSync(directory);
  const judged = await judgeSession(recordsOf(app));
  if (judged.state === 'alive') return judged.session;
  const parent = temporaryDirectory();
  const found = readdirSync(parent)
    .filter((name) => isPrivateName(name) && isOurs(join(parent, name)))
    .flatMap((name) => {
      const place = join(parent, name);
      const mark = readMark(place);
      if (mark === undefined || mark.app !== app || !emulatorRuns(mark)) return [];
      const session = parseAs(readOrdinary(join(place, RUNNING)), sessionSchema);
      return session === undefined ? [] : [{ session, created: mark.created }];
    });
  return found.toSorted((one, other) => (one.created < other.created ? 1 : -1))[0]?.session;
};

import { existsSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { counted } from '../../ground/counted';
import { type Abandoned, abandonedIn } from '../private-directory/abandoned';
import { removeAside, temporaryDirectory } from '../private-directory/private-directory';
import { endProcess } from '../process/end-group';
import { closeAbandoned } from '../record/close-abandoned';
import { RECORDS } from '../record/records';
import { emulatorRuns } from './judge-session';
import { readKept, readSession } from './session';

/** An emulator that runs although the command that started it has ended: a session keeps it. */
export interface KeptEmulator extends Abandoned {
  readonly endpoint: string;
  /** Directory of the app it is kept for. */
  readonly app: string;
}

/** What was found and done on the way. */
export interface Swept {
  /** Apps whose rehearsals were killed; null for what belonged to none. */
  readonly removed: readonly (string | null)[];
  /** Emulators that nobody kept, or whose session was lost. */
  readonly ended: readonly { readonly app: string | null; readonly pid: number }[];
  /** Directories of records that were closed. */
  readonly closed: readonly string[];
  readonly kept: readonly KeptEmulator[];
}

const END_MILLISECONDS = 30_000;

/**
 * Removes what killed commands of this user have left, ends emulators that no session keeps, and closes the records of
 * their releases, in the app's directory and in those that were found. What lives is left alone.
 *
 * @param parent the directory for temporary files
 */
export const sweep = async (appDirectory: string, parent = temporaryDirectory()): Promise<Swept> => {
  const kept: KeptEmulator[] = [];
  const removed: (string | null)[] = [];
  const ended: { readonly app: string | null; readonly pid: number }[] = [];
  const apps = new Set([appDirectory]);
  for (const abandoned of abandonedIn(parent)) {
    const { directory, mark } = abandoned;
    const keeper = keptBy(abandoned);
    if (keeper !== undefined) {
      kept.push(keeper);
      continue;
    }
    if (await endEmulator(abandoned)) ended.push({ app: mark.app, pid: mark.emulator?.pid ?? 0 });
    if (mark.app !== null) apps.add(mark.app);
    removeAside(directory);
    removed.push(mark.app);
  }
  const closed = [...apps].flatMap((app) => closeAbandoned(join(app, RECORDS)));
  return { removed, ended, closed, kept };
};

/** Ends the emulator of a private directory; false where it does not run. */
export const endEmulator = async ({ mark }: Abandoned): Promise<boolean> => {
  const { emulator } = mark;
  if (emulator === null || !emulatorRuns(mark)) return false;
  await endProcess(emulator.pid, END_MILLISECONDS);
  return true;
};

/** The session that keeps a directory's emulator, where the app still has it. */
const keptBy = (abandoned: Abandoned): KeptEmulator | undefined => {
  const { directory, mark } = abandoned;
  const kept = readKept(directory);
  if (kept === undefined || mark.app === null || !emulatorRuns(mark)) return undefined;
  const records = join(mark.app, RECORDS);
  if (kept.records !== records || !existsSync(records) || realpathSync(records) !== records) return undefined;
  if (readSession(records)?.privateDirectory !== directory) return undefined;
  return { ...abandoned, endpoint: kept.endpoint, app: mark.app };
};

/** What was swept, a sentence for each kind; nothing where nothing was. */
export const sweptWords = ({ removed, ended, closed }: Swept): readonly string[] => [
  ...ended.map(({ app, pid }) => `ended an emulator that nobody keeps (process ${pid}${app ? `, of ${app}` : ''})`),
  ...(removed.length > 0 ? [`removed ${counted(removed.length, 'leftover')} of killed commands`] : []),
  ...closed.map((record) => `closed the record of a killed rehearsal: ${relative(process.cwd(), record)}`),
];

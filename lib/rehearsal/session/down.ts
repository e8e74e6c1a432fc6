import { existsSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isAbandoned, isOurs } from '../private-directory/mark';
import { removeAside } from '../private-directory/private-directory';
import { keptBuildsIn, RECORDS, recordsOf } from '../record/records';
import { judgeSession } from './judge-session';
import { endServe, servedApps } from './serving';
import { forgetSession, historyFile } from './session';
import { endEmulator, type KeptEmulator, type Swept, sweep } from './sweep';

/** What `bin/delivery down` did, and what it left alone. */
export interface Down {
  /** Endpoint of the app's kept emulator that was ended; undefined where none ran. */
  readonly ended: string | undefined;
  /** Why the app's session, which was forgotten, kept no emulator. */
  readonly forgotten: string | undefined;
  /** Kept emulators of other apps, in this directory for temporary files. */
  readonly others: readonly { readonly endpoint: string; readonly app: string; readonly ended: boolean }[];
  /** Addresses of the pages of this app, with `all` of every one, whose command was ended. */
  readonly served: readonly string[];
  readonly swept: Swept;
  /** How many builds of the app that could have been taken over were removed. */
  readonly builds: number;
}

/**
 * Ends the kept emulator of an app, with `all` every one of this user, and sweeps up after killed commands.
 *
 * @throws {UserError} when the app's directory of records is not one
 */
export const takeDown = async (directory: string, all: boolean): Promise<Down> => {
  const app = existsSync(directory) ? realpathSync(directory) : resolve(directory);
  const serving = servedApps().filter((each) => all || each.app === app);
  for (const each of serving) await endServe(each);
  const own = existsSync(app) ? await endOwn(app) : {};
  const builds = existsSync(app) ? forgetBuilds(keptBuildsIn(recordsOf(app))) : 0;
  const swept = await sweep(app);
  const others: Down['others'][number][] = [];
  for (const kept of swept.kept) {
    if (all) await endKept(kept);
    others.push({ endpoint: kept.endpoint, app: kept.app, ended: all });
  }
  return {
    ended: undefined,
    forgotten: undefined,
    ...own,
    others,
    served: serving.map(({ url }) => url),
    swept,
    builds,
  };
};

const forgetBuilds = (directory: string): number => {
  if (!isOurs(directory)) return 0;
  const { length } = readdirSync(directory);
  rmSync(directory, { recursive: true, force: true });
  return length;
};

const endOwn = async (app: string): Promise<Partial<Down>> => {
  const records = recordsOf(app);
  const judged = await judgeSession(records);
  if (judged.state === 'none') return {};
  // With the accounts goes what happened in them.
  rmSync(historyFile(records), { force: true });
  if (judged.state === 'dead') {
    forgetSession(records);
    return { forgotten: judged.because };
  }
  const { session, mark } = judged;
  const directory = session.privateDirectory;
  // First: a rehearsal that is still at work takes what is remembered for kept when it closes.
  forgetSession(records);
  await endEmulator({ directory, mark });
  // A rehearsal that is still at work in it removes it itself.
  if (isAbandoned(directory, mark)) removeAside(directory);
  return { ended: session.endpoint };
};

const endKept = async ({ app, ...kept }: KeptEmulator): Promise<void> => {
  forgetSession(join(app, RECORDS));
  await endEmulator(kept);
  removeAside(kept.directory);
};

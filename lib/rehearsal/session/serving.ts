import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isOurs, isPrivateName, type Mark, parseAs, readMark } from '../private-directory/mark';
import { temporaryDirectory } from '../private-directory/private-directory';
import { endProcess } from '../process/end-group';
import { processSpace, runs } from '../process/identity';
import { readOrdinary, writeFirst } from '../process/write-whole';
import { PRIVATE } from './session';

/** The file by which a rehearsal that serves pages is found; it goes with its private directory. */
const SERVING = 'serving.json';

const servingSchema = z.strictObject({ url: z.string() });

/** A command that serves the pages of an app; the address has no key. */
export interface ServedApp {
  readonly url: string;
  readonly app: string;
  readonly pid: number;
}

/** Lets `bin/delivery down` find it. */
export const announceServe = (privateDirectory: string, { url }: { readonly url: string }): void => {
  writeFirst(join(privateDirectory, SERVING), `${JSON.stringify({ url })}\n`, PRIVATE);
};

/** The commands of this user that serve pages now. */
export const servedApps = (parent = temporaryDirectory()): readonly ServedApp[] =>
  readdirSync(parent)
    .filter((name) => isPrivateName(name) && isOurs(join(parent, name)))
    .flatMap((name) => {
      const mark = readMark(join(parent, name));
      const serving = parseAs(readOrdinary(join(parent, name, SERVING)), servingSchema);
      if (serving === undefined || mark === undefined || mark.app === null || !isRunning(mark)) return [];
      return [{ url: serving.url, app: mark.app, pid: mark.owner.pid }];
    });

const isRunning = ({ owner: { space, ...owner } }: Mark): boolean => space === processSpace() && runs(owner);

const END_MILLISECONDS = 30_000;

/** Ends one as SIGTERM does: it takes with it what it has started. */
export const endServe = ({ pid }: ServedApp): Promise<void> => endProcess(pid, END_MILLISECONDS);

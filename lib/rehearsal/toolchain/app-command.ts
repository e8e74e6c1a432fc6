import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonIn, objectAt } from '../../ground/json';
import { UserError } from '../../ground/user-error';

/** Where an app is looked for. */
export interface AppPlace {
  /** Of the app, in the files of a commit. */
  readonly directory: string;
  /** The top of these files. */
  readonly top: string;
  /** The user's own directory of the app. */
  readonly appDirectory: string;
  /** How messages call the commit, `commit 1234567`. */
  readonly commit: string;
}

const FILE = 'cdk.json';
const EXAMPLE = 'the command that synthesizes the app, such as "npx tsx bin/app.ts"';

/**
 * The command by which `cdk.json` has an app synthesized.
 *
 * @throws {UserError} when there is none, before anything is run
 */
export const appCommand = (place: AppPlace): string => {
  const { directory, appDirectory, commit } = place;
  const file = join(directory, FILE);
  if (!existsSync(file)) throw new UserError(none(place));
  const name = `${join(appDirectory, FILE)} of ${commit}`;
  const { app } = objectAt(jsonIn(readFileSync(file), name));
  if (typeof app === 'string' && app.trim() !== '') return app;
  const said = app === undefined || app === '' ? 'has no "app"' : `has ${JSON.stringify(app)} as its "app"`;
  throw new UserError(`${name} ${said}: it must be ${EXAMPLE}`);
};

const none = ({ top, appDirectory, commit }: AppPlace): string => {
  const own = join(appDirectory, FILE);
  if (existsSync(own)) {
    return `${own} is not in ${commit}: commit it (git add --force where git ignores it), or release the directory as it is with --dirty`;
  }
  const others = directoriesWith(top);
  const cure =
    others.length === 0
      ? `a CDK app has one, with ${EXAMPLE}, as its "app"`
      : `the repository has it in ${others.join(', ')}: name that directory with --app`;
  return `${appDirectory} has no ${FILE} in ${commit}: ${cure}`;
};

const DEPTH = 4;

/** Directories below the top of a commit's files that hold a `cdk.json`, from there. */
const directoriesWith = (top: string, at = '', depth = DEPTH): readonly string[] =>
  readdirSync(join(top, at), { withFileTypes: true }).flatMap((entry) => {
    if (entry.isFile() && entry.name === FILE) return [at || '.'];
    const isLookedInto = entry.isDirectory() && entry.name !== 'node_modules' && depth > 0;
    return isLookedInto ? directoriesWith(top, join(at, entry.name), depth - 1) : [];
  });

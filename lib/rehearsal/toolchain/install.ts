import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../ground/user-error';
import { parseAs } from '../private-directory/mark';
import { run } from '../process/run';
import { linkPackages } from './link-packages';

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      integrity: z.string().optional(),
      optional: z.boolean().optional(),
      devOptional: z.boolean().optional(),
      peer: z.boolean().optional(),
    }),
  ),
});

/** Where a checked-out commit gets its packages from. */
export interface InstallOptions {
  readonly checkout: string;
  /** The app's own directory, where packages may be installed already. */
  readonly appDirectory: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

/** Gives a checked-out commit its `node_modules`: the app's own where it is what the commit's lockfile asks for, else by `npm ci`. */
export const install = async (options: InstallOptions): Promise<void> => {
  const { checkout, appDirectory } = options;
  const target = join(checkout, 'node_modules');
  if (existsSync(target)) return;
  const installed = join(appDirectory, 'node_modules');
  const locked = existsSync(join(checkout, 'package-lock.json'));
  if (locked ? isInstalled(checkout, installed) : existsSync(installed)) {
    return linkPackages(installed, target);
  }
  if (!existsSync(join(checkout, 'package.json'))) return;
  if (!locked) {
    throw new UserError(
      `${appDirectory} has a package.json but neither package-lock.json nor node_modules: run ${installer(checkout)} install there`,
    );
  }
  const { exitCode, output } = await run({
    argv: ['npm', 'ci', '--prefer-offline', '--no-audit', '--no-fund'],
    cwd: checkout,
    env: options.env,
    signal: options.signal,
    onLine: options.onLine,
  });
  if (exitCode === 0) return;
  if (/\bEUSAGE\b/.test(output)) {
    throw new UserError(
      `package.json and package-lock.json of the commit do not fit, so npm ci refuses them: run npm install in ${appDirectory}, and commit both`,
    );
  }
  const why = /\b(E401|E403|ENEEDAUTH)\b/.test(output) ? `\n${NO_TOKENS}` : '';
  throw new UserError(`npm ci of the commit's lockfile ended with exit code ${exitCode}:\n${tail(output)}${why}`, {
    exitCode: 1,
  });
};

/** Who installs the packages of a directory, by the lockfile that it has. */
const installer = (directory: string): string =>
  OTHERS.find(([lockfile]) => existsSync(join(directory, lockfile)))?.[1] ?? 'npm';

const OTHERS = [
  ['yarn.lock', 'yarn'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['bun.lock', 'bun'],
] as const;
const NO_TOKENS =
  "a rehearsal hands npm no tokens: run npm ci in the app once, so that its packages are in npm's cache, and rehearse again";

/** True when every package of the commit's lockfile, and no other, is what npm last installed. */
const isInstalled = (checkout: string, installed: string): boolean => {
  const record = join(installed, '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = read(join(checkout, 'package-lock.json'));
  const present = read(record);
  if (wanted === undefined || present === undefined) return false;
  const sameAsWanted = Object.entries(present).every(([path, { version }]) => wanted[path]?.version === version);
  // Packages for other platforms are in the lockfile only.
  const complete = Object.entries(wanted).every(
    ([path, entry]) => path === '' || path in present || entry.optional || entry.devOptional || entry.peer,
  );
  return sameAsWanted && complete && Object.keys(present).every((path) => path in wanted);
};

/** Undefined for a lockfile of another form, the first npm's too: what it asks for is npm's to say. */
const read = (file: string): z.infer<typeof lockSchema>['packages'] | undefined =>
  parseAs(readFileSync(file, 'utf8'), lockSchema)?.packages;

/** The last lines of a command's output, where its cause usually is. */
export const tail = (output: string, lines = 20): string => output.trimEnd().split('\n').slice(-lines).join('\n');

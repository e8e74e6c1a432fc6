import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseAs } from '../private-directory/mark';
import { run } from '../process/run';
import { type InstallOptions, tail } from './install';

const packageSchema = z.object({ scripts: z.object({ build: z.string() }) });

/**
 * Runs `npm run build` of a checked-out commit, as its author has before he first deploys the pipeline: that of the topmost directory, from
 * the repository's top down to the app's, that has such a script, since the one of a monorepo builds what others import.
 *
 * @param prefix the app's path in its repository, empty at the top; the options' `checkout` is the app's
 * @returns undefined where no directory has one; `failed` says how it ended where it made nothing of use
 */
export const buildFirst = async (
  prefix: string,
  options: Omit<InstallOptions, 'appDirectory'>,
): Promise<{ readonly failed?: string } | undefined> => {
  const { checkout, env, signal, onLine } = options;
  const depth = prefix === '' ? 0 : prefix.split('/').length;
  const down = Array.from({ length: depth + 1 }, (_, at) => join(checkout, ...Array<string>(depth - at).fill('..')));
  const cwd = down.find(hasBuild);
  if (cwd === undefined) return undefined;
  const { exitCode, output } = await run({ argv: ['npm', 'run', 'build'], cwd, env, signal, onLine });
  if (exitCode === 0) return {};
  return { failed: `npm run build, which may make it, ended with exit code ${exitCode}:\n${tail(output, LINES)}` };
};

const LINES = 10;

const hasBuild = (directory: string): boolean => {
  const file = join(directory, 'package.json');
  return existsSync(file) && parseAs(readFileSync(file, 'utf8'), packageSchema) !== undefined;
};

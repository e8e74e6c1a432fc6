import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseAs } from '../private-directory/mark';
import { type InstallOptions, install } from './install';
import { linkPackages } from './link-packages';

/**
 * `install` for an app that may lie below the top of its repository: packages are those of the nearest directory, from the app's up to the
 * top, that has a lockfile, as with npm's workspaces; what else is installed beside a directory on that way, or beside a member of a
 * workspace of these, is linked.
 *
 * @param prefix the app's path in its repository, empty at the top; the options' directories are the app's
 */
export const installBelow = async (prefix: string, options: InstallOptions): Promise<void> => {
  const depth = prefix === '' ? 0 : prefix.split('/').length;
  const levels = Array.from({ length: depth + 1 }, (_, up) => ({
    ...options,
    checkout: join(options.checkout, ...Array<string>(up).fill('..')),
    appDirectory: join(options.appDirectory, ...Array<string>(up).fill('..')),
  }));
  const isLocked = ({ checkout }: InstallOptions): boolean => existsSync(join(checkout, 'package-lock.json'));
  const isInstalled = ({ appDirectory }: InstallOptions): boolean => existsSync(join(appDirectory, 'node_modules'));
  const own = levels.find(isLocked) ?? levels.find(isInstalled) ?? options;
  for (const level of levels.toReversed()) {
    const target = join(level.checkout, 'node_modules');
    if (level.checkout === own.checkout) await install(level);
    else if (isInstalled(level) && !existsSync(target)) linkPackages(join(level.appDirectory, 'node_modules'), target);
  }
  for (const { checkout, appDirectory } of levels.filter(isWorkspace)) {
    for (const member of directoriesOf(checkout)) {
      const installed = join(appDirectory, member, 'node_modules');
      const target = join(checkout, member, 'node_modules');
      if (existsSync(installed) && !existsSync(target)) linkPackages(installed, target);
    }
  }
};

const workspaceSchema = z.object({ workspaces: z.unknown() }).refine(({ workspaces }) => workspaces !== undefined);

const isWorkspace = ({ checkout }: InstallOptions): boolean => {
  const file = join(checkout, 'package.json');
  if (existsSync(join(checkout, 'pnpm-workspace.yaml'))) return true;
  return existsSync(file) && parseAs(readFileSync(file, 'utf8'), workspaceSchema) !== undefined;
};

/** The paths of the directories below one that have a package.json, which members of a workspace have. */
const directoriesOf = (top: string, below = ''): readonly string[] =>
  readdirSync(join(top, below), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'package.json') return below === '' ? [] : [below];
    const isHidden = entry.name === 'node_modules' || entry.name.startsWith('.');
    return entry.isDirectory() && !isHidden ? directoriesOf(top, join(below, entry.name)) : [];
  });

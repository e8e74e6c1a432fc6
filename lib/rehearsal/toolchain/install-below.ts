import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type InstallOptions, install } from './install';
import { linkPackages } from './link-packages';

/**
 * `install` for an app that may lie below the top of its repository: packages are those of the nearest directory, from the app's up to the
 * top, that has a lockfile, as with npm's workspaces; what else is installed beside a directory on that way is linked.
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
};

import * as z from 'zod';
import { jsonIn } from '../ground/json';
import { UserError } from '../ground/user-error';

const schema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      hasInstallScript: z.boolean().optional(),
      dev: z.boolean().optional(),
      optional: z.boolean().optional(),
      devOptional: z.boolean().optional(),
    }),
  ),
});

/** A package that a lockfile of npm pins. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** As the package gives it; absent where npm has never seen the package itself. */
  readonly licence: string | undefined;
  /** Whether it wants to run a script when it is installed. */
  readonly hasScript: boolean;
  /** Whether only what builds and tests needs it. */
  readonly isTool: boolean;
  /** Whether a machine for which it is not made goes without. */
  readonly isOptional: boolean;
}

/**
 * Every package of a lockfile, https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json.
 *
 * @throws {UserError} when it is no lockfile of npm 7 or later
 */
export const packagesIn = (text: string): readonly LockedPackage[] => {
  const parsed = schema.safeParse(jsonIn(text, 'package-lock.json'));
  if (!parsed.success) {
    throw new UserError(`package-lock.json is no lockfile of npm 7 or later: ${z.prettifyError(parsed.error)}`);
  }
  return Object.entries(parsed.data.packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version: entry.version ?? 'without a version',
      licence: entry.license,
      hasScript: entry.hasInstallScript === true,
      isTool: entry.dev === true || entry.devOptional === true,
      isOptional: entry.optional === true || entry.devOptional === true,
    }));
};

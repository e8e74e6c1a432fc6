import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where the project keeps what is installed once for a user: `$XDG_CACHE_HOME/zero-trust-delivery`, else under `~/.cache`.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export const cacheDirectory = (env: Environment): string =>
  join(env['XDG_CACHE_HOME'] || join(env['HOME'] ?? homedir(), '.cache'), 'zero-trust-delivery');

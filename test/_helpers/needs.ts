import { spawnSync } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { resolve } from 'node:path';
import { test } from '@jest/globals';
import { NOT_RUN } from '../run/tally';

/** Another user of this machine: `nobody` on most. */
export const NOBODY = 65534;

/** What a test needs of the machine: undefined where it is there, else what is missing. */
type Need = () => string | undefined;

const succeeds = (argv: readonly string[]): boolean => spawnSync(argv[0] ?? '', argv.slice(1)).status === 0;

/** Puts a command into the hands of another, unprivileged user. */
export const asAnotherUser = (argv: readonly string[]): readonly [string, ...string[]] => [
  ...(['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'] as const),
  ...argv,
];

/** To become another user: only root can, and only with util-linux's `setpriv`. */
export const anotherUser: Need = () =>
  succeeds(asAnotherUser(['true'])) ? undefined : 'needs root and setpriv, to become another user';

/** A network namespace of its own, in which to take interfaces and addresses away. */
export const networkNamespace: Need = () =>
  succeeds(['unshare', '--net', 'ip', 'link', 'set', 'lo', 'up'])
    ? undefined
    : 'needs root, unshare and ip, to make a network namespace';

/** An IPv6 loopback interface. */
export const ipv6: Need = () =>
  Object.values(networkInterfaces())
    .flat()
    .some((address) => address?.address === '::1')
    ? undefined
    : 'needs IPv6';

/** A mount namespace of its own, in which to make a small or read-only file system, or to put other files in the place of the system's. */
export const mountNamespace: Need = () =>
  succeeds(['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs -o size=8m tmpfs /mnt'])
    ? undefined
    : 'needs unshare and the right to mount';

/** Another user who can run this repository's programs as they lie here: by their whole path, as a relative one needs no way there. */
export const anotherUserHere: Need = () => {
  const read = `require('node:fs').readFileSync(${JSON.stringify(resolve('bin/delivery'))})`;
  return (
    anotherUser() ??
    (succeeds(asAnotherUser([process.execPath, '-e', read]))
      ? undefined
      : 'needs this repository and node where another user can read them')
  );
};

/** A test that says aloud that it was not run where the machine lacks what it needs. */
export const testWith = (need: Need, title: string, body: () => void | Promise<void>, milliseconds?: number): void => {
  const missing = need();
  if (missing === undefined) test(title, body, milliseconds);
  else test.skip(`${NOT_RUN} (${missing}): ${title}`, body);
};

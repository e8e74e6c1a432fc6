import { join } from 'node:path';
import { platformPackage } from './image-runtime';
import { quote } from './session-script';

/** Installs a package by itself, with no project around it. */
const APART = '--no-save --ignore-scripts --no-audit --no-fund --no-package-lock';

/**
 * The images' command that puts another Node in the place of theirs, `n 22`: npm's package of that version, here, before every other.
 *
 * @see https://github.com/aws/aws-codebuild-docker-images (`n` installs each image's versions of Node)
 */
export const nodeSwitch = (npm: string, directory: string): string => `#!/bin/sh
[ "$1" = install ] || [ "$1" = i ] && shift
version="\${1#v}"
case "$version" in
  [0-9]*|latest) ;;
  *)
    echo "n $* cannot be rehearsed: which Node that is, npm does not know. Name its version (n 22), or runtime-versions in the buildspec" >&2
    exit 1 ;;
esac
into=${quote(directory)}/"node-$version"
${quote(npm)} install ${APART} --prefix "$into" ${platformPackage()}@"$version" || exit
ln -sf "$into/node_modules/.bin/node" ${quote(directory)}/node
echo "installed : $(${quote(directory)}/node --version), by npm, which stays as it is"
`;

/**
 * The first yarn, as the images have it: for a machine without one, until a build brings its own.
 *
 * @see https://github.com/aws/aws-codebuild-docker-images (`apt-get install yarn` in the Dockerfile of standard:7.0)
 */
export const yarnShim = (npm: string, directory: string, prefix: string): string => `#!/bin/sh
own=${quote(join(prefix, 'bin', 'yarn'))}
[ ! -x "$own" ] || exec "$own" "$@"
into=${quote(join(directory, 'yarn-1'))}
yarn="$into/node_modules/.bin/yarn"
[ -x "$yarn" ] || ${quote(npm)} install --silent ${APART} --prefix "$into" yarn@1.22.22 >&2 || exit
exec "$yarn" "$@"
`;

/** Corepack puts its yarn and pnpm beside itself, which is this machine's; here beside what the build installs. */
export const corepackShim = (corepack: string, prefix: string): string => `#!/bin/sh
case "$1" in
  enable|disable)
    verb="$1"; shift
    mkdir -p ${quote(join(prefix, 'bin'))}
    set -- "$verb" --install-directory ${quote(join(prefix, 'bin'))} "$@" ;;
esac
exec ${quote(corepack)} "$@"
`;

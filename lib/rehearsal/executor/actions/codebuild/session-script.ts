import { join } from 'node:path';
import { LEASH } from '../../../process/run';

/** What the script of a build's shell is made from. */
export interface SessionScript {
  /** Keeps what a shell that ends leaves for the next one. */
  readonly stateDirectory: string;
  /** In which each command stands when its turn comes. */
  readonly commandFile: string;
  /** Begins every mark. */
  readonly prefix: string;
  /** The mark of a shell that ends; the other marks are exit statuses. */
  readonly end: string;
}

/**
 * A script for sh and bash that runs commands in this very shell for as long as it is given some, and prints a mark with the
 * exit status of each. Descriptor 4 brings a line for every command: whether the build is succeeding.
 *
 * Programs that commands start see every variable that a command has set, exported or not: the CDK's security check, whose `node` reads
 * `ARN` after `ARN=$CODEBUILD_BUILD_ARN`, works on AWS (https://github.com/aws/aws-cdk/issues/33061). That they do so already in the
 * command that sets it is not documented. The script itself sets none.
 * Nor does the shell remember where it has found a program: `n 22` puts another `node` before it.
 *
 * A command that ends the shell ends nothing but itself: what the next shell needs is kept after each command, variables,
 * options, directory and mask; in bash also functions, which sh cannot print. The script's own lines are not traced.
 *
 * It is leashed to the executor: when the pipe that this holds open as descriptor 3 closes, the whole group ends, also when
 * the commands were asked to end and did not.
 */
export const sessionScript = ({ stateDirectory, commandFile, prefix, end }: SessionScript): string => {
  const state = quote(join(stateDirectory, 'state'));
  const directory = quote(join(stateDirectory, 'directory'));
  const mark = (text: string) => `printf '\\n%s%s\\n' ${quote(prefix)} ${text}`;
  return `exec 2>&1
${LEASH}
if [ -f ${state} ]; then cd "$(cat ${directory})" || exit; . ${state} >/dev/null 2>&1; fi
{
set +a
__keep() {
  pwd >| ${directory}
  {
    if [ -n "\${BASH_VERSION-}" ]; then declare -p; declare -f; declare -F; shopt -p; else set; export -p; readonly -p; fi
    printf 'umask %s\\n' "$(umask)"
    set +o
  } >| ${state}
}
__end_command() {
  __keep
  hash -r
  ${mark('"$1"')}
}
__leave() {
  __keep
  ${mark(quote(end))}
  exit "$1"
}
trap '{ __leave "$?"; } 2>/dev/null' EXIT
set -a
} 2>/dev/null
while { IFS= read -r CODEBUILD_BUILD_SUCCEEDING && export CODEBUILD_BUILD_SUCCEEDING; } <&4 2>/dev/null; do
. ${quote(commandFile)} 4<&-
{ __end_command "$?"; } 2>/dev/null
done
`;
};

/** A word that a shell takes as it is. */
export const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

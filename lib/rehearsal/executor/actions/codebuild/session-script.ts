import { join } from 'node:path';
import { quote } from './shell-quote';

/** What the script of one block of commands is made from. */
export interface Block {
  readonly stateDirectory: string;
  /** One file per command. */
  readonly files: readonly string[];
  readonly prefix: string;
  readonly end: string;
  readonly succeeding: boolean;
  readonly exportedVariables: readonly string[];
}

/**
 * A POSIX shell script that takes over the state of the block before, runs each command in this very shell until one
 * fails, and leaves its own state behind, whichever way it ends. Marks in the output say which command runs.
 *
 * A subshell reads the pipe that the executor holds open as descriptor 3, and ends the whole group when it closes, also
 * when the commands were asked to end and did not.
 */
export function sessionScript({ stateDirectory, files, prefix, end, succeeding, exportedVariables }: Block) {
  const state = quote(join(stateDirectory, 'environment'));
  const directory = quote(join(stateDirectory, 'directory'));
  const mark = (text: string) => `printf '\\n%s\\n' ${quote(`${prefix}${text}`)}`;
  const saved = exportedVariables.map(
    (name) => `printf '%s' "\${${name}-}" > ${quote(join(stateDirectory, 'exported', name))}`,
  );
  const commands = files.map(
    (file, i) => `${mark(String(i))}
. ${quote(file)}
__status=$?; [ "$__status" -eq 0 ] || exit "$__status"`,
  );
  return `exec 2>&1
(trap '' TERM; read -r _ <&3; kill -KILL 0) >/dev/null 2>&1 &
exec 3<&-
if [ -f ${state} ]; then . ${state}; cd "$(cat ${directory})" || exit; fi
export CODEBUILD_BUILD_SUCCEEDING=${succeeding ? 1 : 0}
__leave() {
  __status=$?
  export -p > ${state}
  pwd > ${directory}
${saved.map((line) => `  ${line}`).join('\n')}
  ${mark(end)}
  exit "$__status"
}
trap __leave EXIT
${commands.join('\n')}
`;
}

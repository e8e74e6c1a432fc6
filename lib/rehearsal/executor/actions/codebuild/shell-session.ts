import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LEASH } from '../../../process/run';
import { containerLine, markedLineReader } from './lines';
import type { ProcessGroups } from './process-group';

/** Where and how a build's commands run. */
export interface SessionOptions {
  readonly groups: ProcessGroups;
  readonly shell: string;
  /** Private; holds what one block of commands hands to the next. */
  readonly stateDirectory: string;
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly exportedVariables: readonly string[];
  /** Hides what must not be shown. */
  readonly mask: (line: string) => string;
  readonly log: (line: string) => void;
}

/** The first command of a block that failed, with its own last lines. */
export interface CommandFailure {
  readonly command: string;
  readonly status: number;
  readonly output: readonly string[];
}

const KEPT_LINES = 200;
/** The mark that a script ends with. */
const END = 'end';

/**
 * A build's shell. The commands of a block run in one shell; exported variables and the working directory are handed on
 * from block to block, also when a command ends the shell with `exit`.
 */
export class ShellSession {
  private blocks = 0;

  constructor(private readonly options: SessionOptions) {}

  /** Runs commands until one fails. */
  async run(commands: readonly string[], succeeding: boolean): Promise<CommandFailure | undefined> {
    const { log } = this.options;
    return this.runBlock(commands, succeeding, (command) => {
      for (const line of `Running command ${command}`.split('\n')) log(containerLine(`${line}`));
    });
  }

  /** Replaces variables and `$(commands)` in a text, as the shell does. */
  async expand(text: string): Promise<string> {
    const file = join(this.options.stateDirectory, 'expanded');
    await this.runBlock([`cat > ${quote(file)} <<END_OF_TEXT\n${text}\nEND_OF_TEXT`], true, () => {});
    return (await readFile(file, 'utf8')).trim();
  }

  /** The values of the exported variables when the last block ended. */
  async exportedVariables(): Promise<Readonly<Record<string, string>>> {
    const { exportedVariables, stateDirectory } = this.options;
    const values = exportedVariables.map(async (name) => [
      name,
      await readFile(join(stateDirectory, 'exported', name), 'utf8'),
    ]);
    return Object.fromEntries(await Promise.all(values));
  }

  private async runBlock(
    commands: readonly string[],
    succeeding: boolean,
    announce: (command: string) => void,
  ): Promise<CommandFailure | undefined> {
    const { groups, shell, workingDirectory, environment, log, mask } = this.options;
    const { script, prefix } = await this.writeBlock(commands, succeeding);
    let current = 0;
    let ended = false;
    let output: string[] = [];
    const lines = markedLineReader(
      prefix,
      (line) => {
        const shown = mask(line);
        output.push(shown);
        if (output.length > KEPT_LINES) output.shift();
        log(shown);
      },
      (mark) => {
        ended = mark === END;
        if (ended) return;
        current = Number(mark);
        output = [];
        announce(commands[current] ?? '');
      },
    );
    const status = await groups.run({
      argv: [shell, script],
      cwd: workingDirectory,
      env: environment,
      onOutput: lines.write,
      isComplete: () => ended,
    });
    lines.end();
    return status === 0 ? undefined : { command: commands[current] ?? '', status, output };
  }

  /** Writes a block's commands and the script that runs them; marks in its output begin with `prefix`. */
  private async writeBlock(commands: readonly string[], succeeding: boolean) {
    const { stateDirectory, exportedVariables } = this.options;
    const block = join(stateDirectory, `block-${++this.blocks}`);
    await mkdir(block, { recursive: true });
    await mkdir(join(stateDirectory, 'exported'), { recursive: true });
    const files = commands.map((_, i) => join(block, `${i}.sh`));
    await Promise.all(files.map((file, i) => writeFile(file, `${commands[i]}\n`)));
    const prefix = `${randomUUID()} `;
    const script = join(block, 'script.sh');
    await writeFile(script, sessionScript({ stateDirectory, files, prefix, end: END, succeeding, exportedVariables }));
    return { script, prefix };
  }
}

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
 * It is leashed to the executor: when the pipe that this holds open as descriptor 3 closes, the whole group ends, also when
 * the commands were asked to end and did not.
 */
export const sessionScript = ({ stateDirectory, files, prefix, end, succeeding, exportedVariables }: Block) => {
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
${LEASH}
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
};

/** A word that a shell takes as it is. */
export const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

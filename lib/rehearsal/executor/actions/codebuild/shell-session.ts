import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { containerLine } from './container-line';
import { LineReader } from './line-reader';
import type { ProcessGroups } from './process-group';
import { sessionScript } from './session-script';
import { quote } from './shell-quote';

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
    const { groups, shell, stateDirectory, workingDirectory, environment, exportedVariables, log, mask } = this.options;
    const block = join(stateDirectory, `block-${++this.blocks}`);
    await mkdir(block, { recursive: true });
    await mkdir(join(stateDirectory, 'exported'), { recursive: true });
    const files = commands.map((_, i) => join(block, `${i}.sh`));
    await Promise.all(files.map((file, i) => writeFile(file, `${commands[i]}\n`)));
    const prefix = `${randomUUID()} `;
    const script = join(block, 'script.sh');
    const end = 'end';
    await writeFile(script, sessionScript({ stateDirectory, files, prefix, end, succeeding, exportedVariables }));

    let current = 0;
    let ended = false;
    let output: string[] = [];
    const lines = new LineReader(
      prefix,
      (line) => {
        const shown = mask(line);
        output.push(shown);
        if (output.length > KEPT_LINES) output.shift();
        log(shown);
      },
      (mark) => {
        ended = mark === end;
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
      onOutput: lines.push,
      isComplete: () => ended,
    });
    lines.flush();
    return status === 0 ? undefined : { command: commands[current] ?? '', status, output };
  }
}

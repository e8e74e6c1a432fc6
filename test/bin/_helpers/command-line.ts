import { resolve } from 'node:path';
import { Command } from 'commander';
import { exitCodeOf, explain } from '../../../bin/commands/failure';
import type { Finish, Shell } from '../../../bin/commands/shell';
import { projectIn } from '../../../bin/commands/shell';

/** How a command line has ended. */
export interface CommandEnded {
  readonly exitCode: number;
  readonly stdout: string;
  /** What `bin/delivery` would say of what was thrown. */
  readonly stderr: string;
}

/** Adds one command to a program, as `bin/delivery` has it. */
type Add = (program: Command, shell: Shell, finish: Finish) => void;

/** Answers how one command ends in this process, of the project at `root`, with the variables of `env`: a process of its own takes a second to load the same. */
export const commandLine =
  (add: Add, root = resolve('.'), env: NodeJS.ProcessEnv = {}) =>
  async (...args: readonly string[]): Promise<CommandEnded> => {
    let [text, exitCode] = ['', 0];
    const stdout = {
      write(more: string) {
        text += more;
        return true;
      },
    } as NodeJS.WriteStream;
    const program = new Command().exitOverride();
    add(program, { ...projectIn(root), argv: [], env, stdin: process.stdin, stdout, stderr: stdout }, (code) => {
      exitCode = code;
    });
    try {
      await program.parseAsync(['node', 'delivery', ...args]);
      return { exitCode, stdout: text, stderr: '' };
    } catch (error) {
      return { exitCode: exitCodeOf(error), stdout: text, stderr: explain(error, false) };
    }
  };

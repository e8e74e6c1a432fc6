import { join } from 'node:path';

/** The process as the commands see it; nothing below reads `process`. */
export interface Shell {
  /** Directory of this project. */
  readonly root: string;
  /** Where everything that this project depends on is installed. */
  readonly nodeModules: string;
  /** The app that a command is about unless it names one: this project, or the directory in which its package is called. */
  readonly app: string;
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** A project in a directory of its own, with its packages. */
export const projectIn = (root: string): Pick<Shell, 'root' | 'nodeModules' | 'app'> => ({
  root,
  nodeModules: join(root, 'node_modules'),
  app: root,
});

/** Colours on terminals, unless NO_COLOR says otherwise. */
export const colors = ({ env }: Shell, stream: NodeJS.WriteStream): boolean =>
  stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';

/** Says the exit code of a command that has come to its end. */
export type Finish = (exitCode: number) => void;

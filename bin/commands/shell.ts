/** The process as the commands see it; nothing below reads `process`. */
export interface Shell {
  /** Directory of this project. */
  readonly root: string;
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** Colours on terminals, unless NO_COLOR says otherwise. */
export const colors = ({ env }: Shell, stream: NodeJS.WriteStream): boolean =>
  stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';

/** Says the exit code of a command that has come to its end. */
export type Finish = (exitCode: number) => void;

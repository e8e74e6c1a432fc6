import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { endGroup } from './end-group';

/** A command as an argument vector; never goes through a shell. */
export interface Command {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** What the command reads from its stdin. @default nothing */
  readonly input?: string;
  /** Receives every line of stdout and stderr as it is written. */
  readonly onLine?: (line: string) => void;
}

/** What a command left behind; `output` is stdout and stderr as they came. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly output: string;
}

const GRACE_MILLISECONDS = 3_000;

/**
 * A subshell reads the pipe that this process holds open as descriptor 3, and ends the whole group when it closes. It
 * outlives the question whether to end, which the command may not heed.
 */
const LEASHED = `(trap '' TERM; read -r _ <&3; kill -KILL 0) >/dev/null 2>&1 & exec 3<&-; exec "$@"`;

/**
 * Runs a command in a process group of its own, which is ended when the signal aborts, when the command has ended, and
 * when this process is gone, however it went.
 * Rejects when the command cannot be started or was aborted; a non-zero exit code is an outcome.
 */
export function run(command: Command): Promise<Outcome> {
  const [file, ...args] = command.argv;
  command.signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    if (!isThere(file, command.env['PATH'])) throw notFound(file);
    const child = spawn('/bin/sh', ['-c', LEASHED, 'sh', file, ...args], {
      cwd: command.cwd,
      env: command.env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
    // A command that ends before it has read everything says why by itself.
    child.stdin.on('error', () => undefined).end(command.input);
    let grace: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      endGroup(child.pid);
      grace = setTimeout(() => endGroup(child.pid, 'SIGKILL'), GRACE_MILLISECONDS).unref();
    };
    command.signal?.addEventListener('abort', onAbort, { once: true });
    let stdout = '';
    let output = '';
    const lines = lineReader(command.onLine);
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      output += text;
      lines.write(text);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      lines.write(text);
    });
    child.on('error', reject);
    child.on('exit', () => {
      clearTimeout(grace);
      child.stdio[3]?.destroy();
      // What has left the group may hold the output open for as long as it likes. Once more round the loop after the
      // time: by then everything that was in the pipes has been read.
      const drain = (): void => void setImmediate(() => [child.stdout, child.stderr].map((stream) => stream.destroy()));
      setTimeout(drain, GRACE_MILLISECONDS).unref();
    });
    child.on('close', (code, killedBy) => {
      command.signal?.removeEventListener('abort', onAbort);
      lines.end();
      if (command.signal?.aborted) reject(command.signal.reason);
      else if (code === null) reject(new Error(`${file} was ended by ${killedBy}`));
      else resolve({ exitCode: code, stdout, output });
    });
  });
}

/** The shell would tell a program that is not there from one that failed by an exit code only. */
const isThere = (file: string, path = ''): boolean =>
  file.includes('/') ? existsSync(file) : path.split(delimiter).some((directory) => existsSync(join(directory, file)));

const notFound = (file: string): Error => Object.assign(new Error(`spawn ${file} ENOENT`), { code: 'ENOENT' });

/** Looks at nothing twice: a line may be as long as everything that is written. */
function lineReader(onLine: ((line: string) => void) | undefined): { write(text: string): void; end(): void } {
  let rest = '';
  return {
    write(text) {
      const [first = '', ...lines] = text.split('\n');
      rest += first;
      for (const line of lines) {
        onLine?.(rest.replace(/\r$/, ''));
        rest = line;
      }
    },
    end() {
      if (rest !== '') onLine?.(rest);
    },
  };
}

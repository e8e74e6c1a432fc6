import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { lineReader } from '../../ground/line-reader';
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

/** What a command left behind; `output` is the lines of stdout and stderr as they came. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly output: string;
}

const GRACE_MILLISECONDS = 3_000;

/**
 * A subshell reads the pipe that this process holds open as descriptor 3, and ends the whole group when it closes. It
 * outlives the question whether to end, which the command may not heed, from its first moment: it inherits the deaf ear.
 */
export const LEASH = `trap '' TERM; (read -r _ <&3; kill -KILL 0) >/dev/null 2>&1 & trap - TERM; exec 3<&-`;

/**
 * Runs a command in a process group of its own, which is ended when the signal aborts, when the command has ended, and
 * when this process is gone, however it went.
 * Rejects when the command cannot be started or was aborted; a non-zero exit code is an outcome.
 */
export const run = (command: Command): Promise<Outcome> => {
  const { argv, cwd, env, input, signal, onLine } = command;
  const [file] = argv;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    if (!isThere(file, env['PATH'])) throw notFound(file);
    const child = spawn('/bin/sh', ['-c', `${LEASH}; exec "$@"`, 'sh', ...argv], {
      cwd,
      env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
    // A command that ends before it has read everything says why by itself.
    child.stdin.on('error', () => undefined).end(input);
    const heed = endOnAbort(child, signal);
    const written = readAll(child, onLine);
    child.on('error', reject);
    child.on('exit', () => {
      heed.ended();
      child.stdio[3]?.destroy();
      // What has left the group may hold the output open for as long as it likes. Once more round the loop after the
      // time: by then everything that was in the pipes has been read.
      const drain = (): void => void setImmediate(() => [child.stdout, child.stderr].map((stream) => stream.destroy()));
      setTimeout(drain, GRACE_MILLISECONDS).unref();
    });
    child.on('close', (code, killedBy) => {
      heed.closed();
      const texts = written();
      if (signal?.aborted) reject(signal.reason);
      else if (code === null) reject(new Error(`${file} was ended by ${killedBy}`));
      else resolve({ exitCode: code, ...texts });
    });
  });
};

/** Ends a child's group when the signal aborts, and once more, by force, where it has not heeded that. */
const endOnAbort = (
  child: ChildProcess,
  signal: AbortSignal | undefined,
): { readonly ended: () => void; readonly closed: () => void } => {
  let grace: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    endGroup(child.pid);
    grace = setTimeout(() => endGroup(child.pid, 'SIGKILL'), GRACE_MILLISECONDS).unref();
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  return {
    ended: () => clearTimeout(grace),
    closed: () => signal?.removeEventListener('abort', onAbort),
  };
};

/** Reads both streams, each line by line for itself; answers what to call when they have closed. */
const readAll = (
  { stdout: out, stderr: err }: ChildProcessByStdio<Writable, Readable, Readable>,
  onLine: Command['onLine'],
): (() => Omit<Outcome, 'exitCode'>) => {
  let stdout = '';
  let output = '';
  const readers = [out, err].map((stream) => {
    const lines = lineReader((line) => {
      output += `${line}\n`;
      onLine?.(line);
    });
    stream.setEncoding('utf8').on('data', lines.write);
    return lines;
  });
  out.on('data', (text: string) => {
    stdout += text;
  });
  return () => {
    for (const lines of readers) lines.end();
    return { stdout, output };
  };
};

/** The shell would tell a program that is not there from one that failed by an exit code only. */
const isThere = (file: string, path = ''): boolean =>
  file.includes('/') ? existsSync(file) : path.split(delimiter).some((directory) => existsSync(join(directory, file)));

const notFound = (file: string): Error => Object.assign(new Error(`spawn ${file} ENOENT`), { code: 'ENOENT' });

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { UserError } from '../../ground/user-error';
import { endProcess, isAlive } from '../process/end-group';
import { emulatorVariables } from './emulator-variables';
import { credentialsOf } from './endpoint';
import type { Environment } from './python';
import { readyPython } from './virtual-environment';

/** How an emulator is started. */
export interface EmulatorOptions {
  /** This project's `emulator/` directory, which holds the Python package. */
  readonly emulatorDirectory: string;
  /** `node_modules` from which Lambda handlers get `@aws-sdk/*`. */
  readonly nodeModules: string;
  /** Private directory of this emulator: its logs and unpacked function code; its owner removes it. */
  readonly stateDir: string;
  /** Variables of this process; AWS ones are not passed on. `DELIVERY_PYTHON` names the Python to use. */
  readonly env: Environment;
  /** Receives a line when something takes time or needs to be known. */
  readonly log: (line: string) => void;
  /**
   * A file that lets the emulator outlive this process, where it is there by then.
   * @default none: the emulator ends with this process, however that ends
   */
  readonly keptBy?: string;
  /** Where it writes down what becomes of executions while `keptBy` is there, and finds what one before it has written. @default nowhere */
  readonly history?: string;
  /** Seconds that a minute of AWS's delays takes. @default nothing is late */
  readonly lag?: number;
  /** Has marked stubs made of resources that are not there, instead of refusing them. */
  readonly stubs?: boolean;
  /** Told the process id as soon as there is one, long before the emulator is ready. */
  readonly onStart?: (pid: number) => void;
  readonly signal?: AbortSignal;
}

/** How an emulator ended. */
export interface Exit {
  readonly code: number | null;
  /** The signal that ended it. */
  readonly signal: NodeJS.Signals | null;
  /** The last lines of its log. */
  readonly lastLines: string;
}

/** A running emulator. */
export interface Emulator {
  /** `http://localhost:PORT`, in exactly these words. */
  readonly endpoint: string;
  /** What the root users of its accounts sign with; made anew for every emulator. */
  readonly secret: string;
  /** How Lambda functions run there, in a sentence: `functions run in a sandbox of …: they …`. */
  readonly functions: string;
  readonly pid: number;
  /** The file that its standard error goes to. */
  readonly logFile: string;
  /** Resolves when the process has ended, for whatever reason. */
  readonly exited: Promise<Exit>;
  /** Variables that make a command the root user of an account. */
  environment(account: string, region: string): Readonly<Record<string, string>>;
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>;
}

/** Where the machine is busy; an emulator that cannot start ends by itself, and at once. */
const START_MILLISECONDS = 300_000;
const END_MILLISECONDS = 30_000;
const LAST_LINES = 12;

/** The one line that the emulator writes to stdout. */
interface Ready {
  readonly port: number;
  readonly pid: number;
  readonly secret: string;
  readonly functions: string;
}

/**
 * Finds or prepares a Python and starts the emulator on a free loopback port.
 *
 * @throws {UserError} when there is no Python for it, or it does not start
 */
export const startEmulator = async (options: EmulatorOptions): Promise<Emulator> => {
  const { stateDir, env, log, signal } = options;
  const python = await readyPython(env, log);
  signal?.throwIfAborted();
  const logFile = join(stateDir, 'emulator.log');
  const child = launch(python.path, options, logFile);
  // What the ready line has told stands in the log as well, and is no last word.
  let told = '';
  const exited = new Promise<Exit>((resolve) => {
    const end = (code: number | null, by: NodeJS.Signals | null): void =>
      resolve({ code, signal: by, lastLines: tail(logFile, told) });
    child.once('error', () => end(null, null));
    child.once('exit', end);
  });
  const line = await readFirstLine(child, START_MILLISECONDS, signal);
  if (line === undefined) {
    if (child.pid !== undefined && isAlive(child.pid)) await endProcess(child.pid, END_MILLISECONDS);
    signal?.throwIfAborted();
    throw new UserError(`the emulator did not start on ${python.executable}: ${lastWords(await exited)}`);
  }
  const ready = JSON.parse(line) as Ready;
  told = ready.functions;
  child.stdout?.destroy();
  child.unref();
  return running(child, ready, logFile, exited);
};

/** Starts the process; its standard error goes to the log. */
const launch = (
  python: string,
  { emulatorDirectory, nodeModules, stateDir, env, keptBy, history, lag, stubs, onStart }: EmulatorOptions,
  logFile: string,
): ChildProcess => {
  const temporary = join(stateDir, 'tmp');
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  const kept = keptBy === undefined ? [] : ['--kept-by', keptBy];
  const remembered = history === undefined ? [] : ['--history', history];
  const late = lag === undefined ? [] : ['--minute', String(lag)];
  const command = ['-m', 'delivery_emulator', '--port', '0', '--state-dir', stateDir, '--node-modules', nodeModules];
  const output = openSync(logFile, 'a', 0o600);
  const child = spawn(
    python,
    [...command, '--with-parent', ...kept, ...remembered, ...late, ...(stubs ? ['--stubs'] : [])],
    {
      cwd: stateDir,
      env: { ...emulatorVariables(env, emulatorDirectory), TMPDIR: temporary },
      detached: true,
      stdio: ['pipe', 'pipe', output],
    },
  );
  closeSync(output);
  leash(child);
  if (child.pid !== undefined) onStart?.(child.pid);
  return child;
};

const running = (
  child: ChildProcess,
  { port, pid, secret, functions }: Ready,
  logFile: string,
  exited: Promise<Exit>,
): Emulator => {
  const endpoint = `http://localhost:${port}`;
  return {
    endpoint,
    secret,
    functions,
    pid,
    logFile,
    exited,
    environment: (account, region) => credentialsOf({ url: endpoint, secret }, account, region),
    async stop() {
      // Its process id may be somebody else's once it has been reaped.
      if (child.exitCode === null && child.signalCode === null) await endProcess(pid, END_MILLISECONDS);
    },
  };
};

/** Nothing is ever written to its standard input: that it is open says that this process runs, and holds nothing up. */
const leash = (child: ChildProcess): void => {
  const input = child.stdin as Socket;
  input.unref();
  // An emulator that ends closes it from the other side.
  input.on('error', () => input.destroy());
};

/** In one line: how it ended, and the last that it wrote. */
export const lastWords = ({ code, signal, lastLines }: Exit): string => {
  const how = signal === null ? `exit code ${code}` : `ended by ${signal}`;
  const last = lastLines.split('\n').at(-1) ?? '';
  return last === '' ? how : `${how}: ${last}`;
};

const tail = (file: string, told: string): string => {
  if (!existsSync(file)) return '';
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines
    .filter((line) => line !== told)
    .slice(-LAST_LINES)
    .join('\n');
};

/** The first line a process writes; undefined when it ends, takes too long or is aborted before it wrote one. */
export const readFirstLine = (
  child: Pick<ChildProcess, 'stdout' | 'once'>,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<string | undefined> =>
  new Promise((resolve) => {
    let text = '';
    const timer = setTimeout(() => end(undefined), milliseconds);
    const onAbort = (): void => end(undefined);
    const end = (line: string | undefined): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      resolve(line);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const [line, rest] = text.split('\n', 2);
      if (rest !== undefined) end(line);
    });
    child.once('error', () => end(undefined));
    child.once('exit', () => end(undefined));
  });

import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../contract/user-error';
import { endProcess, isAlive } from '../process/end-group';
import { credentials } from './credentials';
import { emulatorVariables } from './emulator-variables';
import type { Environment } from './python';
import { readFirstLine } from './read-first-line';
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
  /** Lets the emulator outlive this process. @default false, it ends with this process, however that ends */
  readonly keep?: boolean;
  readonly signal?: AbortSignal;
}

/** How an emulator ended. */
export interface Exit {
  readonly code: number | null;
  /** The last lines of its log. */
  readonly lastLines: string;
}

/** A running emulator. */
export interface Emulator {
  /** `http://localhost:PORT`, in exactly these words. */
  readonly endpoint: string;
  /** What the root users of its accounts sign with; made anew for every emulator. */
  readonly secret: string;
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

const START_MILLISECONDS = 60_000;
const END_MILLISECONDS = 5_000;
const LAST_LINES = 12;

/** The one line that the emulator writes to stdout. */
interface Ready {
  readonly port: number;
  readonly pid: number;
  readonly secret: string;
}

/** Finds or prepares a Python and starts the emulator on a free loopback port. Throws {@link UserError}. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { emulatorDirectory, nodeModules, stateDir, env, log, keep = false, signal } = options;
  const python = await readyPython(env, log);
  signal?.throwIfAborted();
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const logFile = join(stateDir, 'emulator.log');
  const parent = keep ? [] : ['--with-parent', String(process.pid)];
  const output = openSync(logFile, 'a', 0o600);
  const child = spawn(
    python.executable,
    ['-m', 'delivery_emulator', '--port', '0', '--state-dir', stateDir, '--node-modules', nodeModules, ...parent],
    {
      cwd: stateDir,
      env: emulatorVariables(env, emulatorDirectory),
      detached: true,
      stdio: ['ignore', 'pipe', output],
    },
  );
  closeSync(output);
  const exited = new Promise<Exit>((resolve) => {
    const end = (code: number | null): void => resolve({ code, lastLines: tail(logFile) });
    child.once('error', () => end(null));
    child.once('exit', end);
  });
  const ready = await readFirstLine(child, START_MILLISECONDS, signal);
  if (ready === undefined) {
    if (child.pid !== undefined && isAlive(child.pid)) await endProcess(child.pid, END_MILLISECONDS);
    signal?.throwIfAborted();
    throw new UserError(
      `the emulator did not start on ${python.executable}: ${tail(logFile)}\n(its log is ${logFile})`,
    );
  }
  const { port, pid, secret } = JSON.parse(ready) as Ready;
  child.stdout?.destroy();
  child.unref();
  const endpoint = `http://localhost:${port}`;
  return {
    endpoint,
    secret,
    pid,
    logFile,
    exited,
    environment: (account, region) => credentials({ url: endpoint, secret }, account, region),
    stop: () => endProcess(pid, END_MILLISECONDS),
  };
}

function tail(file: string): string {
  return readFileSync(file, 'utf8').trim().split('\n').slice(-LAST_LINES).join('\n');
}

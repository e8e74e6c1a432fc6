import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '../../../lib/rehearsal/emulator/start-emulator';

/** The repository. */
export const ROOT = join(__dirname, '..', '..', '..');

/** An emulator of a test's own, and how to end it with everything it wrote. */
export interface Running {
  readonly emulator: Emulator;
  readonly directory: string;
  end(): Promise<void>;
}

/** Starts an emulator in a private directory; `lag` as for `startEmulator`. */
export const runEmulator = async (lag?: number): Promise<Running> => {
  const directory = mkdtempSync(join(tmpdir(), 'emulator-'));
  const emulator = await startEmulator({
    emulatorDirectory: join(ROOT, 'emulator'),
    nodeModules: join(ROOT, 'node_modules'),
    stateDir: join(directory, 'state'),
    env: process.env,
    log: () => undefined,
    ...(lag !== undefined && { lag }),
  });
  const end = async (): Promise<void> => {
    await emulator.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  return { emulator, directory, end };
};

/** What a command printed, and its exit code. */
export interface Finished {
  readonly code: number;
  readonly output: string;
}

/** Runs a command as the root of an account of the emulator, in its private directory. */
export const command = (
  running: Running,
  account: string,
  ...argv: readonly [string, ...string[]]
): Promise<Finished> => {
  const [file, ...args] = argv;
  const variables = running.emulator.environment(account, 'us-east-1');
  const env = {
    ...process.env,
    ...variables,
    HOME: running.directory,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    NO_COLOR: '1',
  };
  return new Promise((resolve, reject) => {
    const child = execFile(file, args, { cwd: running.directory, env }, (_error, stdout, stderr) => {
      if (child.exitCode === null) reject(new Error(`${file} did not run: ${stderr}`));
      else resolve({ code: child.exitCode, output: stdout + stderr });
    });
  });
};

/** The command line of the CDK as it is installed here. */
export const CDK = join(ROOT, 'node_modules', '.bin', 'cdk');

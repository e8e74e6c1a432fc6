import { type ChildProcess, spawn } from 'node:child_process';
import { lineReader } from '../ground/line-reader';

/** A process that waits for an app. */
export interface StandByOptions {
  readonly directory: string;
  /** The program that waits: `bin/stand-by.cjs`. */
  readonly program: string;
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends what runs and what waits. */
  readonly signal: AbortSignal;
}

/** An app to run: its bundle, the packages it asks for, and where its assembly goes. */
export interface BundledApp {
  readonly bundle: string;
  readonly packages: readonly string[];
  readonly assembly: string;
}

/** How an app ended. */
export interface AppOutcome {
  readonly exitCode: number;
  readonly output: string;
}

/**
 * Runs an app again and again, each time in a process of its own that has loaded its packages while nothing was to do. What
 * one run leaves in memory, none finds.
 */
export class StandBy {
  private waiting: ChildProcess | undefined;
  private running: ChildProcess | undefined;

  constructor(private readonly options: StandByOptions) {}

  /** Has the next process ready. */
  prepare(packages: readonly string[]): void {
    this.waiting ??= this.start();
    this.waiting.send({ packages });
  }

  /** Runs an app to its end; calls back as soon as its constructs are there. */
  run(app: BundledApp, onConstructed: () => void): Promise<AppOutcome> {
    const child = this.waiting ?? this.start();
    this.waiting = undefined;
    this.running = child;
    return new Promise((resolve, reject) => {
      let output = '';
      const lines = lineReader((line) => {
        output += `${line}\n`;
      });
      for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', lines.write);
      child.on('message', () => onConstructed());
      child.on('error', reject);
      child.on('close', (code, signal) => {
        lines.end();
        this.running = undefined;
        resolve({ exitCode: code ?? 1, output: signal === null ? output : `${output}it was ended by ${signal}\n` });
      });
      child.send(app);
    });
  }

  close(): void {
    for (const child of [this.waiting, this.running]) child?.kill('SIGKILL');
    this.waiting = undefined;
  }

  private start(): ChildProcess {
    const { directory, program, flags, env, signal } = this.options;
    const child = spawn(process.execPath, [...flags, '--enable-source-maps', '--stack-trace-limit=40', program], {
      cwd: directory,
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      signal,
      killSignal: 'SIGKILL',
    });
    // One that ends while it waits is missed by nobody: the next run says what is wrong.
    child.on('error', () => undefined);
    return child;
  }
}

import { run } from '../lib/rehearsal/process/run';

/** A command as people type it, its words already apart. */
export interface TimedCommand {
  readonly argv: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that say that it has done its work. @default - 0 */
  readonly exits?: readonly number[];
}

/** Seconds that some work takes. */
export const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};

/** Runs commands one after the other. A command that fails was not measured: it throws with the end of its output. */
export const runAll = async (steps: readonly TimedCommand[], directory: string): Promise<void> => {
  for (const { argv, env, exits = [0] } of steps) {
    const { exitCode, output } = await run({ argv, cwd: directory, env: { ...process.env, ...env } });
    if (exitCode !== null && exits.includes(exitCode)) continue;
    const tail = output.trimEnd().split('\n').slice(-20).join('\n');
    throw new Error(`${argv.join(' ')} ended with exit code ${exitCode} and was not measured:\n${tail}`);
  }
};

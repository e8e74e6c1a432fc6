import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAll, type TimedCommand } from './stopwatch';

/** Loaded by every node that a command starts: notes at its end how long it has kept processors busy. */
const NOTE = `process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  require('node:fs').appendFileSync(process.env.BENCH_CPU_FILE, (user + system) / 1e6 + '\\n');
});
`;

/**
 * Seconds of processors that a command's node processes take, all their threads together: what else the machine does at the
 * same time does not count. @throws {Error} when the command fails
 */
export const cpuSeconds = async (step: TimedCommand, directory: string): Promise<number> => {
  const place = mkdtempSync(join(tmpdir(), 'cpu-'));
  const file = join(place, 'seconds');
  const hook = join(place, 'note.cjs');
  writeFileSync(hook, NOTE);
  try {
    const env = { ...step.env, NODE_OPTIONS: `--require ${hook}`, BENCH_CPU_FILE: file };
    await runAll([{ ...step, env }], directory);
    if (!existsSync(file)) throw new Error(`${step.argv.join(' ')} started no node: nothing was measured`);
    return readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .reduce((sum, line) => sum + Number(line), 0);
  } finally {
    rmSync(place, { recursive: true });
  }
};

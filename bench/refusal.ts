import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../lib/ground/median';
import { type Comparison, compared } from './comparison';
import { runAll, seconds, type TimedCommand } from './stopwatch';

const LIMITED = 'test/rehearsal/_fixtures/any-app/limited';

/** The command that is told everything that cannot be rehearsed of an app, against `cdk synth` of that app alone. */
export const compareRefusal = async (root: string, runs: number): Promise<Comparison> => {
  const directory = mkdtempSync(join(tmpdir(), 'delivery-bench-'));
  const output = join(directory, '.git', 'cdk.out');
  const cdk = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const synthesis: TimedCommand = { argv: [process.execPath, cdk, 'synth', '--quiet', '--output', output] };
  const refusal: TimedCommand = { argv: [join(root, 'bin', 'delivery'), 'rehearse', '--app', directory], exits: [2] };
  const start: TimedCommand = { argv: [join(root, 'bin', 'delivery'), '--version'] };
  try {
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...words], { cwd: directory });
    cpSync(join(root, LIMITED), directory, { recursive: true });
    git('init', '--quiet');
    symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
    writeFileSync(join(directory, '.git', 'info', 'exclude'), 'node_modules\n.rehearsal\n');
    git('add', '--all');
    git('commit', '--quiet', '-m', 'Write the app');
    await runAll([synthesis, refusal], directory); // fills the caches of disk and tools
    const [ours, theirs, starts]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < runs; round += 1) {
      ours.push(await seconds(() => runAll([refusal], directory)));
      theirs.push(await seconds(() => runAll([synthesis], directory)));
      starts.push(await seconds(() => runAll([start], directory)));
    }
    const title = 'ten things of three stages refused, against a synthesis alone';
    const sides = [
      { name: 'bin/delivery rehearse', seconds: ours },
      { name: 'cdk synth', seconds: theirs },
    ] as const;
    const parts = [{ name: 'start of the command', seconds: median(starts) }];
    return { ...compared(title, ...sides, 2.5), parts };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

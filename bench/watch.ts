import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Shell } from '../bin/commands/shell';
import { lineReader } from '../lib/ground/line-reader';
import { median } from '../lib/ground/median';
import { takeDown } from '../lib/rehearsal/session/down';
import { type Comparison, compared } from './comparison';
import { onSite, releaseOn } from './rehearsal';
import { runAll, seconds, type TimedCommand } from './stopwatch';

const SYNTH: TimedCommand = { argv: ['npm', 'run', '--silent', 'synth'] };

/** A save that changes a resource of every environment. */
const EDITED = 'lib/stacks/constructs/processing.ts';
const PLACE = /description: 'Tokenizes .*',/;
const edit = (round: number): string => `description: 'Tokenizes identifiers, saved ${round} times',`;

/** Seconds after a save until types and constructs were answered, and until the preview was deployed and checked. */
interface Saved {
  readonly first: number;
  readonly checked: number;
}

/**
 * What a save is answered by `bin/delivery watch` when, against one `npm run synth` and one release, all of one clone of HEAD on
 * one emulator.
 */
export const compareWatch = async (shell: Shell, runs: number): Promise<Comparison> => {
  const directory = mkdtempSync(join(tmpdir(), 'bench-watch-'));
  execFileSync('git', ['clone', '--quiet', shell.root, directory]);
  symlinkSync(join(shell.root, 'node_modules'), join(directory, 'node_modules'));
  // A link is none of the directories that the repository ignores: released with the rest, a build would install through it.
  writeFileSync(join(directory, '.git', 'info', 'exclude'), '/node_modules\n');
  const releases: number[] = [];
  const syntheses: number[] = [];
  let saved: readonly Saved[] = [];
  try {
    await onSite({ ...shell, root: directory }, new Map(), async (rehearsal) => {
      rehearsal.keep();
      releases.push((await releaseOn(rehearsal)).time);
      for (let round = 0; round < runs; round += 1) syntheses.push(await seconds(() => runAll([SYNTH], directory)));
      saved = await savesIn(directory, runs);
    });
  } finally {
    await takeDown(directory, false);
    rmSync(directory, { recursive: true, force: true });
  }
  const first = saved.map((each) => each.first);
  const checked = saved.map((each) => each.checked);
  return {
    ...compared(
      'the first answer to a save (types and exceptions) against a synthesis',
      { name: 'watch: first answer', seconds: first },
      { name: 'npm run synth', seconds: syntheses },
      0.3,
    ),
    parts: [
      { name: 'watch: deployed, checked', seconds: median(checked) },
      { name: 'a release', seconds: median(releases) },
    ],
    facts: [{ name: 'deployed and checked by a release', value: median(checked) / median(releases), bar: 0.25 }],
  };
};

/** Seconds of so many saves, one after the other. */
const savesIn = async (directory: string, runs: number): Promise<readonly Saved[]> => {
  const watching = new Watching(directory);
  try {
    const saved: Saved[] = [];
    await watching.told(WAITS);
    for (let round = 1; round <= runs; round += 1) {
      watching.forget();
      const file = join(directory, EDITED);
      writeFileSync(file, readFileSync(file, 'utf8').replace(PLACE, edit(round)));
      const start = performance.now();
      const sinceThen = (): number => (performance.now() - start) / 1000;
      await watching.told('✓ types', '✓ constructs');
      const first = sinceThen();
      await watching.told('✓ checks');
      saved.push({ first, checked: sinceThen() });
      await watching.told(WAITS);
    }
    return saved;
  } finally {
    await watching.end();
  }
};

const WAITS = 'waiting for the next save';

/** `bin/delivery watch`, and what it says. */
class Watching {
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;
  private answers: string[] = [];
  private onAnswer = (): void => undefined;

  constructor(directory: string) {
    this.child = spawn(process.execPath, [join(directory, 'bin', 'delivery'), 'watch'], {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.ended = once(this.child, 'exit');
    const lines = lineReader((line) => {
      this.answers.push(line);
      this.onAnswer();
    });
    this.child.stdout?.setEncoding('utf8').on('data', lines.write);
  }

  /**
   * Waits until everything was said.
   *
   * @throws {Error} when it was answered by a no, or the watching has ended
   */
  told(...wanted: readonly string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const wrong = (): void => reject(new Error(`a good save was answered by\n${this.answers.join('\n')}`));
      this.ended.then(wrong);
      this.onAnswer = () => {
        if (this.answers.some((line) => /^ +[\d.]+s {2}✗/.test(line))) wrong();
        if (wanted.every((mark) => this.answers.some((line) => line.includes(mark)))) resolve();
      };
      this.onAnswer();
    });
  }

  forget(): void {
    this.answers = [];
  }

  async end(): Promise<void> {
    this.child.kill('SIGINT');
    await this.ended;
  }
}

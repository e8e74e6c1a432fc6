import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNpm, surroundingsOf } from '../bin/commands/machine';
import type { Shell } from '../bin/commands/shell';
import { median } from '../lib/ground/median';
import type { PermissionMode } from '../lib/rehearsal/record/permission-record';
import type { Rehearsal } from '../lib/rehearsal/rehearsal';
import { openRehearsal } from '../lib/rehearsal/rehearse';
import type { Comparison } from './comparison';
import { timingOf } from './statistics';
import { seconds } from './stopwatch';

const FIXTURE = 'test/rehearsal/_fixtures/foreign-app';

/**
 * A rehearsed release with permissions enforced against the same without: from the push to the written record, of an app with
 * six stages. Both have an emulator of their own, on which the app has been released once before; releases take turns.
 */
export const comparePermissions = async (shell: Shell, runs: number): Promise<Comparison> => {
  const directory = mkdtempSync(join(tmpdir(), 'delivery-bench-'));
  const opened: Rehearsal[] = [];
  const open = async (permissions: PermissionMode): Promise<() => Promise<number>> => {
    const rehearsal = await openRehearsal({
      directory: appIn(shell.root, join(directory, permissions)),
      machine: surroundingsOf(shell),
      readNpm: () => readNpm(shell),
      permissions,
      emit: () => undefined,
      log: () => undefined,
      signal: new AbortController().signal,
    });
    opened.push(rehearsal);
    await release(rehearsal);
    return () => seconds(() => release(rehearsal));
  };
  try {
    const [enforced, without] = [await open('enforce'), await open('off')];
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let round = 0; round < runs; round += 1) {
      // Whoever is second finds the machine warmer.
      const first = round % 2 === 0;
      if (first) ours.push(await enforced());
      theirs.push(await without());
      if (!first) ours.push(await enforced());
    }
    return {
      title: 'rehearsed release with permissions enforced, against the same without',
      ours: { name: '--permissions enforce', timing: timingOf(ours) },
      theirs: { name: '--permissions off', timing: timingOf(theirs) },
      ratio: median(ours) / median(theirs),
      bar: 1.1,
      parts: [],
    };
  } finally {
    for (const rehearsal of opened) await rehearsal.close();
    rmSync(directory, { recursive: true, force: true });
  }
};

/** Releases; what is not released, or is refused something, was not measured. */
const release = async (rehearsal: Rehearsal): Promise<void> => {
  const { summary, record, permissions } = await rehearsal.release({ policy: { kind: 'all' } });
  if (summary.status !== 'Succeeded' || summary.restarts > 0 || (permissions?.refused.length ?? 0) > 0) {
    throw new Error(`the release ended as ${summary.status} and was not measured: see ${record}`);
  }
};

/** The small app of the tests in a repository of its own. */
const appIn = (root: string, directory: string): string => {
  cpSync(join(root, FIXTURE), directory, { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  const git = (...args: readonly string[]): Buffer =>
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...args], { cwd: directory });
  git('init', '--quiet', '--initial-branch=main');
  writeFileSync(join(directory, '.git', 'info', 'exclude'), '/node_modules\n/.rehearsal\n');
  git('add', '--all');
  git('commit', '--quiet', '-m', 'Sell things');
  return directory;
};

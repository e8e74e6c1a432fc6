import { readdirSync, readFileSync } from 'node:fs';
import type { Shell } from '../bin/commands/shell';
import type { Comparison } from './comparison';
import { onSite, releaseOn } from './rehearsal';
import { timingOf } from './statistics';

const KILOBYTES = 1024;

/**
 * What an emulator takes of memory, with its functions, after so many further releases of this repository, against after the
 * first. What processes share counts once: https://docs.kernel.org/filesystems/proc.html (`smaps_rollup`, `Pss`).
 */
export const compareMemory = async (shell: Shell, further: number): Promise<Comparison> => {
  const megabytes: number[] = [];
  await onSite(shell, new Map(), async (rehearsal) => {
    for (let release = 0; release <= further; release += 1) {
      await releaseOn(rehearsal);
      megabytes.push(megabytesOf(emulatorBelow(process.pid)));
    }
  });
  const [first = Number.NaN, last = Number.NaN] = [megabytes[0], megabytes.at(-1)];
  return {
    title: `memory of the emulator and its functions, after ${further} further releases against after the first`,
    unit: 'MB',
    ours: { name: 'after the last release', timing: timingOf([last]) },
    theirs: { name: 'after the first release', timing: timingOf([first]) },
    ratio: last / first,
    bar: 1.5,
    parts: [],
    facts: megabytes.map((value, index) => ({ name: `MB after release ${index + 1}`, value })),
  };
};

/** The proportional set size of a process and of all below it. */
const megabytesOf = (root: number): number => {
  const kilobytes = [root, ...below(root)].map((pid) => {
    // A function's process may have ended since it was seen.
    const found = /^Pss: +(\d+) kB$/m.exec(shown(pid, 'smaps_rollup'));
    return Number(found?.[1] ?? 0);
  });
  if (kilobytes[0] === 0)
    throw new Error(`the memory of the emulator (process ${root}) cannot be read: is this Linux?`);
  return kilobytes.reduce((sum, each) => sum + each, 0) / KILOBYTES;
};

const emulatorBelow = (parent: number): number => {
  const [pid] = below(parent).filter((each) => shown(each, 'cmdline').includes('delivery_emulator'));
  if (pid === undefined) throw new Error(`process ${parent} has started no emulator`);
  return pid;
};

const below = (parent: number): readonly number[] => {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), Number(shown(Number(name), 'stat').split(') ').at(-1)?.split(' ')[1])] as const);
  const childrenOf = (pid: number): readonly number[] =>
    parents.filter(([, of]) => of === pid).flatMap(([child]) => [child, ...childrenOf(child)]);
  return childrenOf(parent);
};

/** What a process shows; nothing once it is gone. */
const shown = (pid: number, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
};

import { readdirSync, readFileSync } from 'node:fs';

/** A process of a rehearsal that can be killed. */
export type Victim = 'command' | 'emulator' | 'shell' | 'function';

/** A process as `/proc` shows it. */
export interface Seen {
  readonly pid: number;
  readonly commandLine: string;
}

/**
 * Processes whose command line, environment or mounts name a directory: those of the commands that have it for their own.
 * What runs in a sandbox names it by its mounts only.
 */
export const processesOf = (directory: string): readonly Seen[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      const [commandLine, ...more] = ['cmdline', 'environ', 'mountinfo'].map((file) => read(`/proc/${pid}/${file}`));
      const isOf = [commandLine, ...more].join('\0').includes(directory);
      return isOf && commandLine ? [{ pid: Number(pid), commandLine: commandLine.replaceAll('\0', ' ') }] : [];
    });

const LOOKS: Readonly<Record<Exclude<Victim, 'command'>, RegExp>> = {
  emulator: / -m delivery_emulator /,
  shell: /^\S*sh \S+\/state\/session\.sh/,
  function: /^\S*node \S+\/runner\.cjs/,
};

/** The processes of one kind; of a build's shell the leader of its group. */
export const victimsOf = (victim: Exclude<Victim, 'command'>, directory: string): readonly number[] =>
  processesOf(directory)
    .filter(({ commandLine }) => LOOKS[victim].test(commandLine))
    .filter(({ pid }) => victim !== 'shell' || isLeader(pid))
    .map(({ pid }) => pid);

const isLeader = (pid: number): boolean => read(`/proc/${pid}/stat`).split(') ')[1]?.split(' ')[2] === String(pid);

/** What a process shows; nothing once it is gone. */
const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { endGroup } from '../../../process/end-group';

/** A program with its arguments, never a line for a shell. */
export interface Program {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Receives standard output and error. */
  readonly onOutput: (chunk: Buffer) => void;
  /** Whether the last output has been seen: what runs on in the background may hold the pipe open for long. */
  readonly isComplete: () => boolean;
}

/** How long stopped processes get to end by themselves. */
const GRACE = 1500;
/** How long the last output of a program that ended without completing may take. */
const DRAIN = 500;

/** A program that has been started. */
export interface RunningProgram {
  /** Writes to its file descriptor 4; what a program that has ended does not read is lost. */
  send(text: string): void;
  /** Closes that descriptor. */
  finish(): void;
  /** Its exit status, 137 when a signal ended it. */
  readonly ended: Promise<number>;
}

/**
 * Programs that run in process groups of their own, so that all they started ends with them.
 *
 * The third file descriptor of each program is a pipe that this process holds open: a program that watches it learns
 * when this process is gone, however it went.
 */
export class ProcessGroups {
  private readonly groups: Group[] = [];

  /** Starts a program. */
  start({ argv: [file, ...args], cwd, env, onOutput, isComplete }: Program): RunningProgram {
    const child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'] });
    const group: Group = { child, closed: false };
    this.groups.push(group);
    child.stdout?.on('data', onOutput);
    child.stderr?.on('data', onOutput);
    let open = 3;
    const end = (): void => {
      open -= 1;
      group.closed = open === 0;
    };
    for (const stream of [child.stdout, child.stderr]) stream?.once('close', end);
    child.once('exit', end);
    const control = child.stdio[4] as Writable;
    // A program that has ended says so by itself.
    control.on('error', () => undefined);
    return {
      send: (text) => control.write(text),
      finish: () => control.end(),
      ended: endOf(group, isComplete),
    };
  }

  /** Asks every process to end, waits a moment, and ends it. */
  async interrupt(): Promise<void> {
    for (const { child } of this.groups) endGroup(child.pid, 'SIGTERM');
    const deadline = Date.now() + GRACE;
    while (this.groups.some(({ closed }) => !closed) && Date.now() < deadline) await delay(20);
    this.end();
  }

  /** Ends every process at once, as a build's container ends. */
  end(): void {
    for (const { child } of this.groups.splice(0)) {
      endGroup(child.pid, 'SIGKILL');
      for (const stream of child.stdio) stream?.destroy();
    }
  }
}

/** A program with everything it started; closed when it has ended and nobody holds its output any more. */
interface Group {
  readonly child: ChildProcess;
  closed: boolean;
}

/** The exit status of a group's program, when its last output has come. */
const endOf = async (group: Group, isComplete: () => boolean): Promise<number> => {
  const { child } = group;
  const status = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 137));
  });
  const deadline = Date.now() + DRAIN;
  while (!group.closed && !isComplete() && Date.now() < deadline) await delay(5);
  await turn(); // on a busy machine the time may be over before what lies in the pipes was read once
  return status;
};

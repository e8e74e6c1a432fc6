import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync, statSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import { hasCode } from './has-code';

/** A process, told from a later one with the same id by when it started: clock ticks since the boot, or `ps`'s words. */
export const processIdentity = z.strictObject({ pid: z.int().positive(), started: z.string().min(1) });

/** See {@link processIdentity}. */
export type ProcessIdentity = Readonly<z.infer<typeof processIdentity>>;

const PROC = '/proc';

/** The process of that id as it runs now; undefined where there is none, or only one that waits to be reaped. */
export const identify = (pid: number): ProcessIdentity | undefined => {
  const started = existsSync(`${PROC}/self/stat`) ? startInProc(pid) : startInPs(pid);
  return started === undefined ? undefined : { pid, started };
};

/** True while this very process runs. */
export const runs = ({ pid, started }: ProcessIdentity): boolean => identify(pid)?.started === started;

/** True when this very process runs for this user and its command line holds the word. */
export const runsAsOurs = (identity: ProcessIdentity, word: string): boolean => {
  if (!runs(identity)) return false;
  const { pid } = identity;
  if (!existsSync(`${PROC}/self/stat`)) {
    const [user, ...command] = ps(pid, 'uid=,command=')?.split(/\s+/) ?? [];
    return Number(user) === process.getuid?.() && command.join(' ').includes(word);
  }
  const file = `${PROC}/${pid}/cmdline`;
  return tryRead(() => statSync(file).uid === process.getuid?.() && readFileSync(file, 'utf8').includes(word)) ?? false;
};

/**
 * Where process ids mean the same: one boot of one machine, one namespace of process ids. Of a process that belongs
 * elsewhere nobody here can say whether it runs.
 */
export const processSpace = (): string => {
  const boot = tryRead(() => readFileSync(`${PROC}/sys/kernel/random/boot_id`, 'utf8').trim());
  return [boot ?? hostname(), tryRead(() => readlinkSync(`${PROC}/self/ns/pid`)) ?? 'pid'].join(' ');
};

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html fields 3 (state) and 22 (start time) */
const startInProc = (pid: number): string | undefined => {
  const text = tryRead(() => readFileSync(`${PROC}/${pid}/stat`, 'utf8'));
  // The name of the program stands in parentheses and may hold anything.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields?.[0] === 'Z' || fields?.[0] === 'X' ? undefined : fields?.[19];
};

const startInPs = (pid: number): string | undefined => {
  const [state, ...started] = ps(pid, 'state=,lstart=')?.split(/\s+/) ?? [];
  return state === undefined || state.startsWith('Z') ? undefined : started.join(' ');
};

const ps = (pid: number, columns: string): string | undefined =>
  tryRead(() => {
    const options = {
      encoding: 'utf8',
      stdio: 'pipe',
      env: { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' },
    } as const;
    return execFileSync('ps', ['-o', columns, '-p', String(pid)], options).trim();
  });

/** What can be read of a process; one that is gone, or that another user hides, is no error. */
const tryRead = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

/** The process that something on disk belongs to, and where that process is to be looked for. */
export const ownerSchema = processIdentity.extend({ space: z.string() });

/** See {@link ownerSchema}. */
export type Owner = Readonly<z.infer<typeof ownerSchema>>;

/** Name of the file that says whose a directory is. */
export const OWNER = 'owner.json';

const HOUR = 3_600_000;
/** An owner that cannot be looked for is gone when it has not touched its file for this long; it does so every hour. */
export const SILENT_MILLISECONDS = 24 * HOUR;

/** This process as an owner. */
export const thisProcess = (): Owner => {
  const identity = identify(process.pid);
  if (identity === undefined) throw new Error('this process cannot be found: neither /proc nor ps knows it');
  return { ...identity, space: processSpace() };
};

/**
 * True when the owner is known to be gone. One in another container or on another machine cannot be looked for: it is
 * gone when none of the files it touches every hour was touched for a day.
 */
export const isGone = (owner: Owner, touched: readonly string[], now = Date.now()): boolean => {
  if (owner.space === processSpace()) return !runs(owner);
  return touched.every((file) => now - lastTouched(file) > SILENT_MILLISECONDS);
};

/** Touches a file every hour while this process runs and the file is there. */
export const keepTouched = (file: string): void => {
  const timer = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
      clearInterval(timer);
    }
  }, HOUR);
  timer.unref();
};

const lastTouched = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

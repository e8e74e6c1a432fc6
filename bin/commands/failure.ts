import { type ExitCode, UserError } from '../../lib/ground/user-error';
import { Failure } from '../../lib/rehearsal/executor/failure';

/** 2 where the request was wrong, 128 and more where a signal has stopped it, 1 for every other no. */
export const exitCodeOf = (error: unknown): ExitCode => (error instanceof UserError ? error.exitCode : 1);

/** What is wrong, for a person; the stack trace only in a debugging run. */
export const explain = (error: unknown, debug: boolean): string => {
  if (debug && error instanceof Error) return error.stack ?? error.message;
  const disk = ofTheDisk(error);
  if (disk !== undefined) return disk;
  if (error instanceof UserError || error instanceof Failure) return error.message;
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `${said}\nthis is not expected: --debug shows where it comes from`;
};

/** What the operating system says of a file, in our words, and what to do. */
const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on its device: free some, or set TMPDIR to a directory elsewhere',
  EDQUOT: 'your disk quota is used up: free some, or set TMPDIR to a directory elsewhere',
  EROFS: 'its file system is read-only: make it writable, or work on a copy',
  EACCES: 'you may not: change its permissions, or work on a copy',
};

/** What tools say when there is no space, each in its own words. */
const FULL = /ENOSPC|no space left on device|disk quota exceeded/i;

/** One sentence where an error is about a file that cannot be used, by its code or in the words of a tool. */
const ofTheDisk = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  const { code, path } = error as NodeJS.ErrnoException;
  const words = code === undefined ? undefined : WORDS[code];
  if (words !== undefined) return `${path ?? 'a file'} cannot be used, ${words}`;
  const isSentence = error instanceof UserError && !error.message.includes('\n');
  return !isSentence && FULL.test(error.message) ? 'no space is left: free some, or set TMPDIR elsewhere' : undefined;
};

import { messageOf } from '../../lib/ground/message-of';
import { printable } from '../../lib/ground/printable';
import { UserError } from '../../lib/ground/user-error';

/** Runs a program to its end: its number is the exit code, and an error's message the last word, with exit code 2 unless it has another. */
export const endWith = (main: () => Promise<number>): void => {
  // Whatever ends it earlier has not done its work.
  process.exitCode = 2;
  main().then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      console.error(printable(messageOf(error)));
      if (error instanceof UserError) process.exitCode = error.exitCode;
    },
  );
};

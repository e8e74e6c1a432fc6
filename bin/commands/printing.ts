import { printable, printableJson, printableLine } from '../../lib/ground/printable';
import type { Shell } from './shell';

/** Prints lines whose texts somebody else may have written: each stays on its line, and shows what nobody would see. */
export const printLines = ({ stdout }: Shell, lines: readonly string[]): void => {
  stdout.write(lines.map((line) => `${printableLine(line)}\n`).join(''));
};

/** Prints one JSON document of the same value, with everything escaped that nobody would see. */
export const printJson = ({ stdout }: Shell, value: unknown): void => {
  stdout.write(`${printableJson(JSON.stringify(value, undefined, 2))}\n`);
};

/** The same in one line, of which there may be several. */
export const printJsonLine = ({ stdout }: Shell, value: unknown): void => {
  stdout.write(`${printableJson(JSON.stringify(value))}\n`);
};

/** Does something with what somebody else wrote: an error that quotes it stays on its line too. */
export const quotingInOneLine = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error) {
      error.stack = printable(error.stack ?? '');
      error.message = printableLine(error.message);
    }
    throw error;
  }
};

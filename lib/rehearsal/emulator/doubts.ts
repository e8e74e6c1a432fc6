import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the emulator of a site keeps its logs. */
export const stateDirectoryIn = (directory: string): string => join(directory, 'emulator');

/** What AWS refuses, or may refuse, though the emulator went on: its doubts so far, in their order. */
export const doubtsOf = (directory: string): readonly string[] => {
  const file = join(stateDirectoryIn(directory), 'doubts.log');
  if (!existsSync(file)) return []; // it has had none, or it is not ours
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => line.replace(/^\S+ /, '')); // without its time
};

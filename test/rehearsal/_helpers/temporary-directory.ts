import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

const made: string[] = [];

afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true });
});

/** An empty directory that is gone when the test file has ended. */
export const temporaryDirectory = (): string => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'delivery-test-')));
  made.push(directory);
  return directory;
};

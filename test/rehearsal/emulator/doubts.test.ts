import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { doubtsOf } from '../../../lib/rehearsal/emulator/doubts';
import { temporaryDirectory } from '../_helpers/temporary-directory';

test('doubts are what the emulator wrote, without the time', () => {
  const directory = temporaryDirectory();
  expect(doubtsOf(directory)).toEqual([]);
  mkdirSync(join(directory, 'emulator'));
  writeFileSync(
    join(directory, 'emulator', 'doubts.log'),
    '2026-11-27T07:00:00Z may be refused on AWS: a\n2026-11-27T07:00:01Z b\n',
  );
  expect(doubtsOf(directory)).toEqual(['may be refused on AWS: a', 'b']);
});

import { test } from '@jest/globals';
import { expectToStop, type Moment } from './_helpers/stopped';

/** A sample of `test/walks/watch-stopped.walk.ts`. */
const MOMENTS: readonly Moment[] = [
  { how: 'ctrl-c', from: '── ', after: 0 },
  { how: 'term', from: '── ', after: 1 },
  { how: 'close', from: 'watching', after: 0.2 },
];

test.each(MOMENTS)('watch ends soon, with all it has started, by $how', expectToStop);

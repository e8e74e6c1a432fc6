import { describe, test } from '@jest/globals';
import { expectToStop, type How } from '../rehearsal/_helpers/stopped';

const STEP = 0.2;
const MOMENTS = Array.from({ length: 40 }, (_, i) => i * STEP);
const HOW: readonly How[] = ['ctrl-c', 'term', 'close', 'kill'];

describe.each(HOW)('watch ends soon, with all it has started, by %s', (how) => {
  test.each(MOMENTS)('%d s after its start', (after) => expectToStop({ how, after }));
  test.each(MOMENTS)('%d s into an answer', (after) => expectToStop({ how, after, from: '── ' }));
});

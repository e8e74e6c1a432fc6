import { killTwentyTimes } from './twenty-times';

/** A build's shell lives for less than a line of progress: whichever runs so long after each of the first has been seen. */
const MILLISECONDS = [0, 15, 50, 150];

killTwentyTimes(
  'shell',
  [1, 2, 3, 4, 5].flatMap((of) => MILLISECONDS.map((milliseconds) => ({ of, after: 0, milliseconds }))),
);

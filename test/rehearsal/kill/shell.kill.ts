import { killTwentyTimes } from './twenty-times';

/** A build has one shell, which may live for less than a line of progress: whichever runs so long after each has been seen. */
const MILLISECONDS = [0, 15, 50, 100, 150, 200, 250, 300, 350, 450];

killTwentyTimes(
  'shell',
  [1, 2].flatMap((of) => MILLISECONDS.map((milliseconds) => ({ of, after: 0, milliseconds }))),
);

import { killTwentyTimes } from './twenty-times';

/** The first one stays for ten lines of progress at least, the second for five. */
const lines = (of: number, count: number) => Array.from({ length: count }, (_, after) => ({ of, after }));
const soon = [
  { of: 1, after: 0, milliseconds: 50 },
  { of: 1, after: 0, milliseconds: 250 },
  { of: 1, after: 0, milliseconds: 1000 },
  { of: 2, after: 0, milliseconds: 50 },
  { of: 2, after: 0, milliseconds: 250 },
];

killTwentyTimes('function', [...lines(1, 10), ...lines(2, 5), ...soon]);

import { killTwentyTimes } from './twenty-times';

/** Each of the first shells as soon as it is seen, and whichever runs so many lines after the first one. */
const LINES = Array.from({ length: 14 }, (_, index) => index + 1);
const SHELLS = [1, 2, 3, 4, 5, 6];

killTwentyTimes('shell', [...SHELLS.map((of) => ({ of, after: 0 })), ...LINES.map((after) => ({ of: 1, after }))]);

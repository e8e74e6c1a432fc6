import { killTwentyTimes } from './twenty-times';

killTwentyTimes(
  'function',
  [1, 2].flatMap((of) => Array.from({ length: 10 }, (_, after) => ({ of, after }))),
);

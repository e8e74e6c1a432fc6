import { killTwentyTimes } from './twenty-times';

killTwentyTimes(
  'shell',
  Array.from({ length: 20 }, (_, index) => ({ of: index + 1, after: 0 })),
);

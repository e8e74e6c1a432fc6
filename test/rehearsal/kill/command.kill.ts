import { killTwentyTimes } from './twenty-times';

killTwentyTimes(
  'command',
  Array.from({ length: 20 }, (_, index) => ({ after: index + 1 })),
);

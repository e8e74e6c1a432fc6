import { killTwentyTimes } from './twenty-times';

killTwentyTimes(
  'emulator',
  Array.from({ length: 20 }, (_, index) => ({ after: index + 1 })),
);

import { killTwentyTimes } from './twenty-times';

/** The first one stays for ten lines of progress at least, the second for six. */
const lines = (of: number, count: number) => Array.from({ length: count }, (_, after) => ({ of, after }));
const soon = [1, 2].flatMap((of) => [50, 250].map((milliseconds) => ({ of, after: 0, milliseconds })));

killTwentyTimes('function', [...lines(1, 10), ...lines(2, 6), ...soon]);

import { jest } from '@jest/globals';

// Emulators and command lines start in tests, several at once, on machines that do other work besides: no test fails by time
// alone. A minute is no sign of trouble, nor are ten; what really hangs is ended.
jest.setTimeout(1_200_000);

import { jest } from '@jest/globals';

// Emulators and command lines start in tests, several at once, on machines that do other work besides: no test fails by time
// alone. A minute is no sign of trouble; what really hangs is ended.
jest.setTimeout(120_000);

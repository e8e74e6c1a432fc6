import { jest } from '@jest/globals';

// Emulators and command lines start in these tests, perhaps several at once: a minute is no sign of trouble.
jest.setTimeout(120_000);

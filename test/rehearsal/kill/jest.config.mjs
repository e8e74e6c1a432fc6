// `npm run kill-test`: hours: one file for each process that is killed, by three signals at twenty moments each.
import base from '../../../jest.config.mjs';

const [, endToEnd] = base.projects;

export default {
  ...endToEnd,
  rootDir: '../../..',
  displayName: 'kill',
  maxWorkers: 2,
  testMatch: ['<rootDir>/test/rehearsal/kill/*.kill.ts'],
};

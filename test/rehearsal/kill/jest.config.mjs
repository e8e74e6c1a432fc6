// `npm run kill-test`: about two hours, one file for each process that is killed.
import base from '../../../jest.config.mjs';

const [, endToEnd] = base.projects;

export default {
  ...endToEnd,
  rootDir: '../../..',
  displayName: 'kill',
  maxWorkers: 2,
  testMatch: ['<rootDir>/test/rehearsal/kill/*.kill.ts'],
};

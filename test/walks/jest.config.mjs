// What walks a whole path and takes too long for `npm test`, which has a sample of each. One script in package.json runs one.
import base from '../../jest.config.mjs';

const [, endToEnd] = base.projects;

export default {
  ...endToEnd,
  rootDir: '../..',
  displayName: 'walks',
  maxWorkers: 1,
  testMatch: ['<rootDir>/test/walks/*.walk.ts'],
};

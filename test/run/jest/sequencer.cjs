const { default: Sequencer } = require('@jest/test-sequencer');

/** Rooms whose unit tests start programs. */
const STARTING = /\/test\/(bench|bin|doctor|rehearsal|run|scans|watch)\//;

/** Starting a program copies what the system knows of the memory of whoever starts it: unit tests that do come while a worker is small. */
module.exports = class extends Sequencer {
  sort(tests) {
    const starts = ({ path, context }) => context.config.displayName?.name === 'unit' && STARTING.test(path);
    const sorted = super.sort(tests);
    return [...sorted.filter(starts), ...sorted.filter((each) => !starts(each))];
  }
};

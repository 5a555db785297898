const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * Integration tests take longest, so that they come first, and short tests are left to fill up the end, where otherwise one
 * processor would wait for the other. jest itself knows how long a file takes only from a run before, which a fresh checkout
 * doesn't have.
 */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const isLong = ({ path }) => path.includes('/test/integration/');
    const sorted = super.sort(tests);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
};

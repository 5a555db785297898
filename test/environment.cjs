const { TestEnvironment } = require('jest-environment-node');

/**
 * Tests run in a realm of their own. The neural networks' runtime is native and makes its arrays in Node's: their kinds must be the
 * same here, or none of them would be recognized.
 */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    Object.assign(this.global, { Float32Array, Float64Array, Int32Array, BigInt64Array });
  }
};

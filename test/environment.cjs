const { runInContext } = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');

/**
 * Globals that no test replaces, unlike timers, Date or console. Each look at a property of a realm's global object costs a call into
 * Node, which makes a loop over bytes ten times slower than it is in the program. Variables of a script in the realm cost nothing.
 */
const neverReplaced = [
  ...[
    'Array',
    'BigInt',
    'Boolean',
    'Error',
    'JSON',
    'Map',
    'Math',
    'Number',
    'Object',
    'Promise',
    'RangeError',
    'Reflect',
  ],
  ...['RegExp', 'Set', 'String', 'Symbol', 'TypeError', 'WeakMap', 'WeakSet', 'isNaN', 'parseFloat', 'parseInt'],
  ...[
    'ArrayBuffer',
    'BigInt64Array',
    'BigUint64Array',
    'Buffer',
    'DataView',
    'Float32Array',
    'Float64Array',
    'Int8Array',
  ],
  ...['Int16Array', 'Int32Array', 'Uint8Array', 'Uint8ClampedArray', 'Uint16Array', 'Uint32Array', 'process'],
];

/**
 * Tests run in a realm of their own. The neural networks' runtime is native and makes its arrays in Node's: their kinds must be the
 * same here, or none of them would be recognized.
 */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    Object.assign(this.global, { Float32Array, Float64Array, Int32Array, BigInt64Array });
    const variables = neverReplaced.map((name) => `${name} = globalThis.${name}`);
    runInContext(`let ${variables.join(', ')};`, this.getVmContext());
  }
};

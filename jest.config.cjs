// The AWS SDK announces in every process that its versions of next year need Node 22; ours are pinned.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
// What the program sets itself (kernels/models/runtime.ts) tests set in a copy that native code doesn't see.
process.env.ORT_DISABLE_TELEMETRY ??= '1';

const swc = (parser) => ({
  jsc: { target: 'es2022', parser, transform: { react: { runtime: 'automatic', importSource: 'preact' } } },
  module: { type: 'commonjs' },
});

/**
 * Unit and integration tests share one configuration; `npm run test:unit` leaves test/integration out. As many files at
 * once as there are processors: jest alone would leave one of them idle, which is half of a machine with two.
 */
module.exports = {
  testEnvironment: '<rootDir>/test/environment.cjs',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.{ts,tsx}'],
  transform: {
    '^.+\\.(ts|mjs|js)$': ['@swc/jest', swc({ syntax: 'typescript' })],
    '^.+\\.tsx$': ['@swc/jest', swc({ syntax: 'typescript', tsx: true })],
  },
  transformIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/test/bundle-first.mjs',
  testSequencer: '<rootDir>/test/longest-first.cjs',
  maxWorkers: '100%',
  testTimeout: 120_000,
};

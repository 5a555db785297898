/**
 * Whether the tests that are alike shall all be run, not only so many of them as fit into a test run: `npm run test:thorough`.
 * Every kind of input is there in both.
 */
// eslint-disable-next-line no-restricted-properties -- the tests' own switch
export const thorough = process.env['FRAMEFLEET_THOROUGH'] === '1';

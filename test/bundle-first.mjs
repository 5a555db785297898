import { bundle } from '../scripts/bundle.mjs';

/** The command and the container program run from their bundles: bring them up to date before any test. */
export default bundle;

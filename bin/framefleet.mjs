#!/usr/bin/env node
import { createRequire } from 'node:module';
import { bundle, bundlePath } from '../scripts/bundle.mjs';

// The AWS SDK announces at every start that its versions of next year need Node 22; ours are pinned.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

await bundle();
createRequire(import.meta.url)(bundlePath('framefleet'));

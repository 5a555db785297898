#!/usr/bin/env node
// The command runs from source: tsx compiles TypeScript as it loads, so that there is no build to forget.
import { register } from 'tsx/cjs/api';
import { createRequire } from 'node:module';

// The AWS SDK announces on every start that its versions of next year need Node 22; ours are pinned.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
register();
createRequire(import.meta.url)('../cli/main.ts');

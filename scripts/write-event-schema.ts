import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { jobEventSchema } from '../pipeline/job-events';

/** Writes docs/events.schema.json anew: `npm run events:schema`, after pipeline/job-events.ts has changed. */
const path = join(__dirname, '..', 'docs', 'events.schema.json');

format(JSON.stringify(jobEventSchema()), { parser: 'json', printWidth: 120 }).then(
  (text) => writeFileSync(path, text),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);

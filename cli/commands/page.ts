import { join, resolve } from 'node:path';
import * as z from 'zod';
import { baseName } from '../../pipeline/keys';
import { type AddCommand, aboutJob } from '../command';
import { findJob } from '../find-job';
import { placeOf, withStage } from '../stage';
import { StageOptions } from '../stage-options';
import { refuseUnless } from '../typed-options';
import { exit } from '../usage-error';
import { signWith, writePage } from '../write-page';

const Typed = StageOptions.extend({ out: z.string().min(1, 'name a file').optional() });

const examples = `
Examples:
  framefleet page 3f0a9c41
  framefleet page 3f0a9c41 --stage prod --out beach.html
  framefleet page 3f0a9c41 --json | jq -r .path

The page lies beside the job's outputs as well; this one shows the job as it stands now, and reaches
videos in private buckets by links that work for 12 hours, or until your keys end. Whoever has the file
has these links.

Exit codes: 0 written, 1 no such job, 2 wrong usage.`;

export const page: AddCommand = (program, perform) => {
  aboutJob(program, 'page', 'write a page about a job: videos, motion, tasks and cost, in one HTML file')
    .option('--out <file>', 'where to write it (default: <name>.html)')
    .option('--json', 'print one JSON document alone on standard output')
    .addHelpText('after', examples)
    .action((job: string, typed: unknown) => {
      const options = refuseUnless(Typed.safeParse(typed), typed);
      return perform(({ terminal: { stdout }, surroundings }) =>
        withStage(placeOf(options, surroundings), async ({ jobs, store, names, clients, title }) => {
          const record = await findJob(jobs, job, title);
          const path = resolve(options.out ?? `${baseName(record.input.key)}.html`);
          const templatePath = join(__dirname, 'pages', 'job-page.html');
          const until = await writePage({
            ...{ record, store, path, templatePath },
            outputBucket: names.outputBucket,
            sign: signWith(clients.s3),
            now: new Date(),
          });
          const said = { jobId: record.jobId, state: record.state, path, linksEndAt: until.toISOString() };
          stdout.write(
            options.json
              ? `${JSON.stringify(said, null, 2)}\n`
              : `${path}\nIts links to videos and files work until ${said.linksEndAt}.\n`,
          );
          return exit.succeeded;
        }),
      );
    });
};

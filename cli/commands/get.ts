import * as z from 'zod';
import { type AddCommand, atStage, named } from '../command';
import { get as getJobs } from '../get';
import { placeOf, withStage } from '../stage';
import { StageOptions } from '../stage-options';
import { refuseUnless } from '../typed-options';

const flag = z.boolean().default(false);
const Typed = StageOptions.extend({
  out: z.string().min(1),
  only: z
    .string()
    .transform((typed) =>
      typed
        .split(',')
        .map((kind) => kind.trim())
        .filter(Boolean),
    ) // prettier-ignore
    .default([]),
  ...{ source: flag, checksum: flag, partial: flag, list: flag },
});

const examples = `
Examples:
  framefleet get 3f0a9c41
  framefleet get 3f0a9c41 b7720d15 --out results --stage dev
  framefleet get 3f0a9c41 --only gray,page
  framefleet get 3f0a9c41 --list

A file that is there with the size and the time of the output isn't fetched again, and one that was interrupted is gone on with. Of
a failed job there is its record, and whatever it has left.

Exit codes: 0 all is there, 1 no such job, or one that runs still, 2 wrong usage, 130 interrupted.`;

export const get: AddCommand = (program, perform) => {
  atStage(
    named(program, 'get', 'download what jobs have left: outputs, page and record; only what is missing').argument(
      '<job...>',
      'ids, the first 6 or more characters of them, or paths of <name>.job.json',
    ),
  )
    .option('--out <dir>', 'folder for the files', 'out')
    .option('--only <kinds>', 'of the outputs these, such as gray,motion, and page or record')
    .option('--source', 'the video that was submitted, too')
    .option('--checksum', 'compare the content of what is there, not its time')
    .option('--partial', 'of a job that runs still, too: what there is')
    .option('--list', 'say what there is, and whether it is here; fetch nothing')
    .option('--json', 'print one document of JSON: of each job its files')
    .addHelpText('after', examples)
    .action((jobs: string[], typed: unknown) => {
      const options = refuseUnless(Typed.safeParse(typed), typed);
      return perform(({ terminal, surroundings, signal, atInterrupt }) => {
        atInterrupt('');
        return withStage(placeOf(options, surroundings), ({ title, jobs: table, store, clients, names }) =>
          getJobs(
            jobs,
            { title, jobs: table, store, s3: clients.s3, outputBucket: names.outputBucket },
            options,
            terminal,
            signal,
          ),
        );
      });
    });
};

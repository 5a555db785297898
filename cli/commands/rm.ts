import * as z from 'zod';
import { type AddCommand, atStage, named } from '../command';
import { removeJobs } from '../removal';
import { placeOf, withStage } from '../stage';
import { StageOptions } from '../stage-options';
import { refuseUnless } from '../typed-options';

const Typed = StageOptions.extend({ yes: z.boolean().default(false), keepRecord: z.boolean().default(false) });

const examples = `
Examples:
  framefleet rm 3f0a9c41
  framefleet rm 3f0a9c41 b7720d15 --yes --stage dev
  framefleet rm 3f0a9c41 --yes --keep-record     the outputs go, what is known of the job stays

What was uploaded stays in the input bucket. Without its record a job is forgotten: the same upload, submitted again, runs anew.

Exit codes: 0 removed, 1 no such job, one of them runs, or nobody agreed, 2 wrong usage, 130 interrupted.`;

export const rm: AddCommand = (program, perform) => {
  atStage(
    named(program, 'rm', 'remove what jobs have left: outputs, work objects and records').argument(
      '<job...>',
      'ids, the first 6 or more characters of them, or paths of <name>.job.json',
    ),
  )
    .option('--yes', "don't ask")
    .option('--keep-record', 'leave the records, until they expire')
    .option(
      '--json',
      'print one document of JSON: of each job the objects and uploads that were removed, and whether its record was',
    )
    .addHelpText('after', examples)
    .action((jobs: string[], typed: unknown) => {
      const options = refuseUnless(Typed.safeParse(typed), typed);
      return perform(({ terminal, surroundings, signal, atInterrupt }) => {
        atInterrupt('Interrupted: what is left can be removed by the same command.\n');
        return withStage(placeOf(options, surroundings), (stage) => removeJobs(jobs, stage, options, terminal, signal));
      });
    });
};

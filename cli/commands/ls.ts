import * as z from 'zod';
import { JobState } from '../../pipeline/job';
import { type AddCommand, atStage, named } from '../command';
import { listJobs } from '../list-jobs';
import { placeOf, withStage } from '../stage';
import { StageOptions } from '../stage-options';
import { TypedDuration } from '../typed-duration';
import { refuseUnless } from '../typed-options';

const Typed = StageOptions.extend({
  state: z
    .string()
    .transform((typed) => typed.split(',').map((state) => state.trim().toUpperCase()))
    .pipe(z.array(JobState))
    .default([]),
  since: TypedDuration.optional(),
  name: z.string().min(1).optional(),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,5}$/, 'write a whole number from 1')
    .transform(Number)
    .default(20),
});

const examples = `
Examples:
  framefleet ls
  framefleet ls --state failed,cancelled --since 2d --stage dev
  framefleet ls --name 'yard*.mkv' --limit 100
  framefleet ls --state succeeded --json | jq -r '.[].jobId' | xargs framefleet get

Exit codes: 0 listed, even if there are none, 1 the stage fails, 2 wrong usage, 130 interrupted.`;

export const ls: AddCommand = (program, perform) => {
  atStage(named(program, 'ls', 'list jobs, the newest first'))
    .option('--state <states>', `only these: ${JobState.options.join(', ').toLowerCase()}; several with commas`)
    .option('--since <duration>', 'only jobs that are no older, such as 90m, 12h or 2d')
    .option('--name <glob>', "only videos of this name, such as 'yard*.mkv'; with a slash of the whole key")
    .option('--limit <n>', 'list no more than these (default: 20)')
    .option('--json', 'print an array of JSON')
    .addHelpText('after', examples)
    .action((typed: unknown) => {
      const { state: states, since, name, limit, ...options } = refuseUnless(Typed.safeParse(typed), typed);
      return perform(({ terminal, surroundings }) => {
        return withStage(placeOf(options, surroundings), (stage) =>
          listJobs({ states, since, name, limit }, stage, options, terminal, new Date()),
        );
      });
    });
};

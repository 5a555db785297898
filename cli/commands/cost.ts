import * as z from 'zod';
import { type AddCommand, atStage, named } from '../command';
import { showCosts, showJobCost } from '../cost';
import { placeOf, withStage } from '../stage';
import { StageOptions } from '../stage-options';
import { TypedNumber, refuseUnless } from '../typed-options';
import { UsageError } from '../usage-error';

const Typed = StageOptions.extend({
  days: TypedNumber.pipe(z.number().int().min(1).max(3650)).optional(),
  by: z.enum(['day', 'job'], 'write day or job').optional(),
});

const examples = `
Examples:
  framefleet cost 3f0a9c41                 one job's bill, beside its estimate
  framefleet cost --stage dev              per day, of the last 30
  framefleet cost --stage dev --days 7 --by job --json

By AWS's list prices, without free tiers and discounts. On one machine, where nothing costs anything, it is what AWS would take.

Exit codes: 0 told, 1 no such job, 2 wrong usage, 130 interrupted.`;

export const cost: AddCommand = (program, perform) => {
  atStage(named(program, 'cost', 'tell what a job has cost, or what all jobs have cost per day'))
    .argument('[job]', 'its id, the first 6 or more characters of it, or the path of its <name>.job.json')
    .option('--days <number>', 'without a job: of the last so many days (default: 30)')
    .option('--by <what>', 'without a job: a line for each day or for each job (default: day)')
    .option('--json', 'print one document of JSON')
    .addHelpText('after', examples)
    .action((job: string | undefined, typed: unknown) => {
      const { days, by, ...options } = refuseUnless(Typed.safeParse(typed), typed);
      if (job !== undefined && (days !== undefined || by !== undefined)) {
        throw new UsageError(`Either the job "${job}", or --days and --by, which are about all jobs.`);
      }
      return perform(({ terminal, surroundings, signal }) => {
        return withStage(placeOf(options, surroundings), (stage) => {
          if (job !== undefined) return showJobCost(job, stage, options, terminal);
          const asked = { days: days ?? 30, by: by ?? 'day', json: options.json };
          return showCosts(stage, asked, terminal, new Date(), signal);
        });
      });
    });
};

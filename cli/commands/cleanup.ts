import * as z from 'zod';
import { clearJob } from '../../aws/clear-job';
import { priceTableOf } from '../../pipeline/price-table';
import { cleanup as cleanUp } from '../cleanup';
import { type AddCommand, atStage, named } from '../command';
import { readDeployedPolicy } from '../deployed-policy';
import { placeOf, withStage } from '../stage';
import { StageOptions } from '../stage-options';
import { TypedDuration } from '../typed-duration';
import { refuseUnless } from '../typed-options';

const Typed = StageOptions.extend({
  yes: z.boolean().default(false),
  olderThan: TypedDuration.prefault('1d'),
  failedOlderThan: TypedDuration.optional(),
});

const examples = `
Examples:
  framefleet cleanup                                   only say what would be removed
  framefleet cleanup --yes
  framefleet cleanup --stage dev --failed-older-than 7d
  framefleet cleanup --stage dev --older-than 6h --json

What counts as left over: tasks whose job runs no longer; work objects of jobs that succeeded, were cancelled or have no record;
uploads in parts that were never finished. What a running job needs stays, whatever is asked for, and so do inputs and outputs.

Exit codes: 0 done, whether there was anything or not, 1 it failed, 2 wrong usage, 130 interrupted.`;

export const cleanup: AddCommand = (program, perform) => {
  atStage(
    named(program, 'cleanup', 'find tasks, work objects and unfinished uploads that nobody needs, and remove them'),
  )
    .option('--yes', 'remove them; without it nothing changes')
    .option('--older-than <age>', 'unfinished uploads that are older, such as 6h or 2d (default: 1d)')
    .option('--failed-older-than <age>', 'work of failed jobs, too, that ended longer ago; they can’t be redriven then')
    .option('--json', 'print one document of JSON: dryRun, leftovers, kept, bytes, dollarsPerMonth, dollars')
    .addHelpText('after', examples)
    .action((typed: unknown) => {
      const options = refuseUnless(Typed.safeParse(typed), typed);
      return perform(({ terminal, surroundings, signal, atInterrupt }) => {
        atInterrupt('Interrupted: what was removed is gone, the rest is as it was. The same command goes on.\n');
        return withStage(placeOf(options, surroundings), async (stage) => {
          const { keepWork } = await readDeployedPolicy(stage);
          const rules = {
            now: new Date(),
            prices: priceTableOf(stage.region),
            uploadsOlderThan: options.olderThan,
            failedOlderThan: options.failedOlderThan,
            keepWork,
          };
          const clear = (jobId: string, what: Parameters<typeof clearJob>[3]) =>
            clearJob(stage.store, stage.names, jobId, what);
          return cleanUp({ ...stage, clearJob: clear }, rules, options, terminal, signal);
        });
      });
    });
};

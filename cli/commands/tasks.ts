import * as z from 'zod';
import { priceTableOf } from '../../pipeline/price-table';
import { type AddCommand, atStage, named } from '../command';
import { findJob } from '../find-job';
import { listTasks } from '../running-task';
import { placeOf, withStage } from '../stage';
import { StageOptions } from '../stage-options';
import { judgeTasks, showTasks } from '../tasks';
import { refuseUnless } from '../typed-options';

const Typed = StageOptions.extend({ job: z.string().optional() });

const examples = `
Examples:
  framefleet tasks
  framefleet tasks --stage dev
  framefleet tasks --stage dev --job 3f0a9c41 --json

What a task has cost so far is by AWS's list prices, from the pull of its image, a minute at least. On one machine, where nothing
costs anything, it is what AWS would take.

Exit codes: 0 listed, 1 no such job, 2 wrong usage, 130 interrupted.`;

export const tasks: AddCommand = (program, perform) => {
  atStage(
    named(program, 'tasks', 'list the Fargate tasks that run, with age and cost, and whether their jobs still do'),
  )
    .option('--job <job>', 'only of this job: its id, or the first 6 or more characters of it')
    .option('--json', 'print one document of JSON: tasks, dollars, region, pricesOf')
    .addHelpText('after', examples)
    .action((typed: unknown) => {
      const options = refuseUnless(Typed.safeParse(typed), typed);
      return perform(({ terminal, surroundings, signal }) => {
        return withStage(placeOf(options, surroundings), async (stage) => {
          const { title, clients, names, region, jobs } = stage;
          const wanted = options.job === undefined ? undefined : (await findJob(jobs, options.job, title)).jobId;
          const prices = priceTableOf(region);
          const all = await listTasks(clients.ecs, names.cluster, { now: new Date(), prices });
          const judged = await judgeTasks(
            stage,
            all.filter(({ jobId }) => wanted === undefined || jobId === wanted),
          );
          signal.throwIfAborted();
          return showTasks(judged, { title, prices, json: options.json }, terminal);
        });
      });
    });
};

import { type AddCommand, atStage, named } from '../command';
import { placeOf, withStage } from '../stage';
import { parseStageOptions } from '../stage-options';
import { watch as watchJobs } from '../watch';

const examples = `
Examples:
  framefleet watch                       what runs, and what comes, until Ctrl-C
  framefleet watch 3f0a9c41 b7720d15     these to their ends
  framefleet watch --json | jq -c '[.name, .phase, .frames.done]'

On a terminal there is a bar for each job and each segment that runs; elsewhere a line for each phase and tenth goes to standard error.
How each job ended goes to standard output.

Exit codes: 0 all succeeded, 1 one failed or was cancelled, or there is no such job, 2 wrong usage, 130 interrupted: jobs go on.`;

export const watch: AddCommand = (program, perform) => {
  atStage(
    named(program, 'watch', 'watch jobs while they run, each segment by its frames').argument(
      '[job...]',
      'ids, the first 6 or more characters of them, or paths of <name>.job.json (default: all that run)',
    ),
  )
    .option('--json', 'print one line of JSON whenever a job has changed')
    .addHelpText('after', examples)
    .action((jobs: string[], typed: unknown) => {
      const options = parseStageOptions(typed);
      return perform(({ terminal, surroundings, signal, atInterrupt }) => {
        atInterrupt('');
        return withStage(placeOf(options, surroundings), (stage) => watchJobs(jobs, stage, options, terminal, signal));
      });
    });
};

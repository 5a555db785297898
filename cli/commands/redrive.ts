import { redrive as redriveJob } from '../redrive';
import { type AddCommand, aboutJob } from '../command';
import { placeOf, withStage } from '../stage';
import { parseRedriveOptions } from '../stage-options';

const examples = `
Examples:
  framefleet redrive 3f0a9c41 --follow
  framefleet redrive 3f0a9c41 --stage dev --json

Exit codes: 0 taken up again or done already, with --follow the job's own, 1 it runs or there is no such job, 2 wrong usage, 130 interrupted.`;

export const redrive: AddCommand = (program, perform) => {
  aboutJob(program, 'redrive', 'take up again a job that failed or was cancelled: only what is missing is done')
    .option('--follow', 'wait for its end, and show how far it is')
    .option('--json', 'print one line of JSON: jobId, executionId, how; with --follow state, too')
    .addHelpText('after', examples)
    .action((job: string, typed: unknown) => {
      const options = parseRedriveOptions(typed);
      return perform(({ terminal, surroundings, signal, atInterrupt }) => {
        // What it has begun goes on elsewhere when it is interrupted: it says itself what that means.
        atInterrupt('');
        return withStage(placeOf(options, surroundings), (stage) => redriveJob(job, stage, options, terminal, signal));
      });
    });
};

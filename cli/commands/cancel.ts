import { cancel as cancelJob } from '../cancel';
import { type AddCommand, aboutJob } from '../command';
import { placeOf, withStage } from '../stage';
import { parseStageOptions } from '../stage-options';

const examples = `
Examples:
  framefleet cancel 3f0a9c41
  framefleet cancel 3f0a9c41 --stage dev --json

Exit codes: 0 cancelled, now or before, 1 it had ended already or there is no such job, 2 wrong usage, 130 interrupted.`;

export const cancel: AddCommand = (program, perform) => {
  aboutJob(program, 'cancel', 'stop a job with all its tasks, and remove everything of it but its record')
    .option('--json', 'print one line of JSON: jobId, state, removed, silent')
    .addHelpText('after', examples)
    .action((job: string, typed: unknown) => {
      const options = parseStageOptions(typed);
      return perform(({ terminal, surroundings, signal, atInterrupt }) => {
        // What it has begun goes on elsewhere when it is interrupted: it says itself what that means.
        atInterrupt('');
        return withStage(placeOf(options, surroundings), (stage) => cancelJob(job, stage, options, terminal, signal));
      });
    });
};

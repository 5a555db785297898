import { type AddCommand, aboutJob } from '../command';
import { placeOf, withStage } from '../stage';
import { parseStageOptions } from '../stage-options';
import { showJob } from '../status';

const examples = `
Examples:
  framefleet status 3f0a9c41
  framefleet status out/holiday.job.json --json | jq .segments
  framefleet status 3f0a9c41 --stage dev

Exit codes: 0 told, whatever the state, 1 no such job, 2 wrong usage.`;

export const status: AddCommand = (program, perform) => {
  aboutJob(program, 'status', 'say how a job stands: what is done, what failed and why, where its outputs are')
    .option('--json', 'print the job record alone on standard output')
    .addHelpText('after', examples)
    .action((job: string, typed: unknown) => {
      const options = parseStageOptions(typed);
      return perform(({ terminal, surroundings }) =>
        withStage(placeOf(options, surroundings), (stage) => showJob(job, stage, options, terminal, new Date())),
      );
    });
};

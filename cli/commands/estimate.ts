import { type AddCommand, atStage, named, stoppingTasks } from '../command';
import { estimateVideo } from '../estimate';
import { parseEstimateOptions } from '../estimate-options';
import { jobFlags } from '../job-flags';

const examples = `
Examples:
  framefleet estimate film.mkv                               how long framefleet run would take here
  framefleet estimate film.mkv --stage dev                   on a stage, by its own sizes, prices and limits
  framefleet estimate s3://archive/film.mov --stage dev --kernels motion
  framefleet estimate film.mkv --region eu-central-1 --architecture arm64 --json | jq .dollars

On AWS nothing is run: time and cost are reckoned from the video's index, prices and what tasks take as a rule (docs/estimates.md).
For this machine two short stretches of the video are run, which takes some seconds.

Exit codes: 0 told, 1 the job would be refused, 2 wrong usage, 130 interrupted.`;

export const estimate: AddCommand = (program, perform) => {
  const command = named(
    program,
    'estimate',
    'say how long a job would take and what it would cost, before it runs',
  ).argument('<video>', 'path of a video file, or with --stage s3://bucket/key');
  atStage(command)
    .option('--region <name>', 'prices of an AWS region, with a stage of defaults (default: us-east-1)')
    .option('--architecture <name>', 'of its tasks: x86_64 or arm64 (default: x86_64)')
    .option('--json', 'print the estimate alone on standard output, as JSON');
  jobFlags(command, {
    segmentSeconds: "60, or the stage's",
    maxConcurrency: "the stage's, here the number of processors",
  })
    .addHelpText('after', examples)
    .action((video: string, typed: unknown) => {
      const options = parseEstimateOptions(typed);
      return perform((context) => {
        context.atInterrupt(stoppingTasks);
        return estimateVideo(video, options, context);
      });
    });
};

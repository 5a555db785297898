import { type AddCommand, named, stoppingTasks } from '../command';
import { findMotion } from '../motion';
import { motionFlags } from '../motion-flags';
import { parseMotionOptions } from '../motion-options';

const examples = `
Examples:
  framefleet motion yard.mkv
  framefleet motion yard.mkv --roi "door sensitivity=2: 0.1,0.1 0.4,0.1 0.4,0.9" --mask "0,0 0.3,0 0.3,0.1 0,0.1"
  framefleet motion yard.mkv --min-length 1 --pad-before 2 --pad-after 2 --clips exact --annotate
  framefleet motion --rescan out/yard.job.json --roi "fence: 0,0.5 1,0.5 1,0.7 0,0.7"

Exit codes: 0 succeeded, 1 the job failed, 2 wrong usage, 130 interrupted.`;

export const motion: AddCommand = (program, perform) => {
  const command = named(program, 'motion', 'find what moves in one video, straight from its file, without the workflow')
    .argument('[video]', 'path of a video file')
    .option('--rescan <job>', 'instead of a video: the record of a job, whose footage is looked at once more')
    .option('--out <dir>', 'folder for the results (default: out, with --rescan that of the record)')
    .option(
      '--segment-seconds <n>',
      'cut into pieces of about this length, looked at side by side (default: one piece)',
    )
    .option('--max-concurrency <n>', 'pieces looked at at once (default: the number of processors)');
  motionFlags(command)
    .option('--json', 'print the report alone on standard output')
    .addHelpText('after', examples)
    .action((video: string | undefined, typed: unknown) =>
      perform(({ terminal, surroundings, signal, atInterrupt }) => {
        atInterrupt(stoppingTasks);
        return findMotion(video, parseMotionOptions(typed), terminal, surroundings, signal);
      }),
    );
};

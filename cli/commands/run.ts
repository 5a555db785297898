import { type AddCommand, named, stoppingTasks } from '../command';
import { jobFlags } from '../job-flags';
import { runJob } from '../run';
import { parseRunOptions } from '../run-options';

const examples = `
Examples:
  framefleet run --sample
  framefleet run holiday.mp4 --out results --segment-seconds 20
  framefleet run film.mkv --kernels pictures,histogram --every 10 --picture-format webp
  framefleet run street.mp4 --kernels objects --model yolo.onnx --names names.txt --annotate-objects
  framefleet run yard.mkv --kernels motion --roi "gate: 0.1,0.5 0.9,0.5 0.9,1 0.1,1" --clips
  framefleet run --sample --faults '{"seed": 7, "s3": {"slowDown": 0.1}, "tasks": [{"task": 0, "at": 0.5, "how": "kill"}]}'

Exit codes: 0 succeeded, 1 the job failed, 2 wrong usage, 130 interrupted.`;

export const run: AddCommand = (program, perform) => {
  const command = named(program, 'run', 'run one video through the whole workflow on this machine')
    .argument('[video]', 'path of a video file')
    .option('--sample', 'make a small sample video and run that')
    .option('--out <dir>', 'folder for the results', 'out');
  jobFlags(command, { segmentSeconds: '60, for the sample 4', maxConcurrency: 'the number of processors' })
    .option('--faults <json>', 'what goes wrong on the way: JSON or @file, see docs/faults.md')
    .option('--keep-work', 'keep plan, segments and logs in <dir>/<name>.work')
    .option('--json', 'print the job record alone on standard output')
    .addHelpText('after', examples)
    .action((video: string | undefined, typed: unknown) =>
      perform(({ terminal, surroundings, signal, atInterrupt }) => {
        atInterrupt(stoppingTasks);
        return runJob(video, parseRunOptions(typed), terminal, surroundings, signal);
      }),
    );
};

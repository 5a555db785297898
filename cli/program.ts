import { Command } from 'commander';
import { Container, KernelName, Mode } from '../pipeline/job-options';

export interface Actions {
  run: (video: string | undefined, typed: unknown) => Promise<void>;
  motion: (video: string | undefined, typed: unknown) => Promise<void>;
}

const exitCodes = 'Exit codes: 0 succeeded, 1 the job failed, 2 wrong usage, 130 interrupted.';

const runExamples = `
Examples:
  framefleet run --sample
  framefleet run holiday.mp4 --out results --segment-seconds 20
  framefleet run yard.mkv --kernels motion --roi "gate: 0.1,0.5 0.9,0.5 0.9,1 0.1,1" --clips

${exitCodes}`;

const motionExamples = `
Examples:
  framefleet motion yard.mkv
  framefleet motion yard.mkv --roi "door sensitivity=2: 0.1,0.1 0.4,0.1 0.4,0.9" --mask "0,0 0.3,0 0.3,0.1 0,0.1"
  framefleet motion yard.mkv --min-length 1 --pad-before 2 --pad-after 2 --clips exact --annotate
  framefleet motion --rescan out/yard.job.json --roi "fence: 0,0.5 1,0.5 1,0.7 0,0.7"

${exitCodes}`;

/** The command line: what may be typed, and what it means. */
export function createProgram(actions: Actions): Command {
  const program = new Command('framefleet')
    .description('Grayscale and motion detection for video, segment by segment, by one AWS Step Functions workflow.')
    .exitOverride()
    .showHelpAfterError('Try framefleet --help, or framefleet run --help, or framefleet motion --help.');
  const run = program
    .command('run')
    .description('run one video through the whole workflow on this machine')
    .showHelpAfterError('Try framefleet run --help.')
    .argument('[video]', 'path of a video file')
    .option('--sample', 'make a small sample video and run that')
    .option('--out <dir>', 'folder for the results', 'out')
    .option('--segment-seconds <n>', 'target length of a segment (default: 60, for the sample 4)')
    .option('--max-concurrency <n>', 'segments worked on at once (default: the number of processors)')
    .option('--mode <mode>', `${Mode.options.join(', ')}: one task per segment, or one per kernel (default: auto)`)
    .option('--kernels <names>', `what to do with the frames (default: ${KernelName.options.join(',')})`)
    .option('--crf <n>', 'quality of the gray video: 0 is lossless, 51 the worst (default: 23)')
    .option('--container <name>', `of the gray video: ${Container.options.join(' or ')} (default: mp4)`);
  motionOptions(run)
    .option('--keep-work', 'keep plan, segments and logs in <dir>/<name>.work')
    .option('--json', 'print the job record alone on standard output')
    .addHelpText('after', runExamples)
    .action(actions.run);
  const motion = program
    .command('motion')
    .description('find what moves in one video, straight from its file, without the workflow')
    .showHelpAfterError('Try framefleet motion --help.')
    .argument('[video]', 'path of a video file')
    .option('--rescan <job>', 'instead of a video: the record of a job, whose footage is looked at once more')
    .option('--out <dir>', 'folder for the results (default: out, with --rescan that of the record)')
    .option(
      '--segment-seconds <n>',
      'cut into pieces of about this length, looked at side by side (default: one piece)',
    )
    .option('--max-concurrency <n>', 'pieces looked at at once (default: the number of processors)');
  motionOptions(motion)
    .option('--json', 'print the report alone on standard output')
    .addHelpText('after', motionExamples)
    .action(actions.motion);
  return program;
}

const collect = (value: string, previous: string[]): string[] => [...previous, value];

const motionOptions = (command: Command): Command =>
  command
    .option(
      '--roi <region>',
      'region where motion counts: corners "x,y x,y x,y …" from 0 to 1, before them a name and settings if you like: "door sensitivity=2 min-size=0.001: x,y …"; may be given again',
      collect,
      [],
    )
    .option('--mask <polygon>', 'where nothing counts, as corners; may be given again', collect, [])
    .option('--sensitivity <n>', 'of all regions: with 2 a difference half as large counts (default: 1)')
    .option('--min-length <s>', 'leave out events that are shorter (default: 0)')
    .option('--max-gap <s>', 'motion that stops for no longer goes on in the same event (default: 2)')
    .option('--pad-before <s>', 'added before each event (default: 0)')
    .option('--pad-after <s>', 'added after each event (default: 0)')
    .option('--max-stand <s>', 'how long something counts that came and stands still (default: 60)')
    .option('--clips [how]', 'a video of each event: copy (at key frames, nothing encoded) or exact (default: copy)')
    .option('--annotate', 'a copy of the video with regions, masks and boxes drawn in');

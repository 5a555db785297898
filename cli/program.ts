import { Command } from 'commander';
import { Container, KernelName, Mode } from '../pipeline/job-options';
import { type FacesActions, facesCommand } from './faces-commands';
import { type JobActions, jobCommands } from './job-commands';
import { kernelFlags } from './kernel-flags';

export interface Actions extends JobActions, FacesActions {
  run: (video: string | undefined, typed: unknown) => Promise<void>;
  motion: (video: string | undefined, typed: unknown) => Promise<void>;
  up: (typed: unknown) => Promise<void>;
  asl: (definition: string, typed: unknown) => Promise<void>;
}

const exitCodes = 'Exit codes: 0 succeeded, 1 the job failed, 2 wrong usage, 130 interrupted.';

const runExamples = `
Examples:
  framefleet run --sample
  framefleet run holiday.mp4 --out results --segment-seconds 20
  framefleet run film.mkv --kernels pictures,histogram --every 10 --picture-format webp
  framefleet run street.mp4 --kernels objects --model yolo.onnx --names names.txt --annotate-objects
  framefleet run yard.mkv --kernels motion --roi "gate: 0.1,0.5 0.9,0.5 0.9,1 0.1,1" --clips
  framefleet run --sample --faults '{"seed": 7, "s3": {"slowDown": 0.1}, "tasks": [{"task": 0, "at": 0.5, "how": "kill"}]}'

${exitCodes}`;

const motionExamples = `
Examples:
  framefleet motion yard.mkv
  framefleet motion yard.mkv --roi "door sensitivity=2: 0.1,0.1 0.4,0.1 0.4,0.9" --mask "0,0 0.3,0 0.3,0.1 0,0.1"
  framefleet motion yard.mkv --min-length 1 --pad-before 2 --pad-after 2 --clips exact --annotate
  framefleet motion --rescan out/yard.job.json --roi "fence: 0,0.5 1,0.5 1,0.7 0,0.7"

${exitCodes}`;

const upExamples = `
Examples:
  framefleet up
  framefleet up --data ~/framefleet --port 4566
  framefleet up --empty --lambda-endpoint 127.0.0.1:3001
  framefleet up --faults '{"events": {"duplicates": 2}, "runTask": {"noCapacity": {"rate": 0.2, "only": "spot"}}}'

In the shell of the clients: the exports that it prints. Ctrl-C ends it, a second one at once.

Exit codes: 0 ended, 2 wrong usage, the port or the folder in use, 130 ended at once.`;

const aslExamples = `
Examples:
  framefleet asl order.asl.json --input '{"amount": 12}'
  framefleet asl order.asl.json --input @order.json --lambda-endpoint http://127.0.0.1:3001
  framefleet asl order.asl.json --mocks MockConfigFile.json --case HappyPath --fast
  framefleet asl order.asl.json --validate
  framefleet asl order.asl.json --endpoint http://127.0.0.1:4566 --json | jq .output

Exit codes: 0 succeeded, 1 the execution failed, timed out or was aborted, 2 wrong usage or an invalid definition, 130 interrupted.`;

/** The command line: what may be typed, and what it means. */
export function createProgram(actions: Actions): Command {
  const program = new Command('framefleet')
    .description('Grayscale and motion detection for video, segment by segment, by one AWS Step Functions workflow.')
    .exitOverride()
    .showHelpAfterError('Try framefleet --help, or a command and --help, such as framefleet run --help.');
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
    .option(
      '--kernels <names>',
      `what to do with the frames: ${KernelName.options.join(', ')} (default: grayscale,motion)`,
    )
    .option('--crf <n>', 'quality of the gray video: 0 is lossless, 51 the worst (default: 23)')
    .option('--container <name>', `of the gray video: ${Container.options.join(' or ')} (default: mp4)`);
  kernelFlags(motionOptions(run))
    .option('--faults <json>', 'what goes wrong on the way: JSON or @file, see docs/faults.md')
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
  program
    .command('up')
    .description('an AWS on this machine for any client: Step Functions, S3, DynamoDB, EventBridge, and the pipeline')
    .showHelpAfterError('Try framefleet up --help.')
    .option('--port <n>', 'port to listen at; 0 takes a free one', '4566')
    .option('--host <address>', 'address to listen at', '127.0.0.1')
    .option('--data <dir>', 'folder in which everything is kept for the next start (default: nothing is)')
    .option('--lambda-endpoint <url>', 'where functions are invoked that are not deployed here: host:port or URL')
    .option('--mocks <file>', 'what tasks answer in executions of machineArn#testCase, as Step Functions Local has it')
    .option('--faults <json>', 'what goes wrong for the pipeline, and only for it: JSON or @file, see docs/faults.md')
    .option('--empty', 'without the pipeline: no buckets, table or machine, and no ffmpeg needed')
    .option('--json', 'print one line of JSON on standard output when it is ready')
    .addHelpText('after', upExamples)
    .action(actions.up);
  program
    .command('asl')
    .description('run a definition in Amazon States Language, anybody’s, and print its history')
    .showHelpAfterError('Try framefleet asl --help.')
    .argument('<definition>', 'path of a JSON file')
    .option('--input <json>', 'of the execution: JSON, @file, or - for standard input (default: {})')
    .option('--name <name>', 'of the state machine (default: that of the file)')
    .option('--mocks <file>', 'what tasks answer instead of calling their services, as Step Functions Local has it')
    .option('--case <name>', 'which of its test cases')
    .option('--lambda-endpoint <url>', 'where the functions are invoked')
    .option('--endpoint <url>', 'run it there instead of in this process: LocalStack, or AWS itself')
    .option('--role-arn <arn>', 'the role that the machine gets there')
    .option('--type <type>', 'STANDARD or EXPRESS (default: STANDARD)')
    .option('--validate', 'only check the definition')
    .option('--fast', 'let waits and the time before retries pass at once')
    .option('--json', 'print one JSON object: status, output, error, cause, executionArn, events')
    .addHelpText('after', aslExamples)
    .action(actions.asl);
  jobCommands(program, actions);
  facesCommand(program, actions);
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

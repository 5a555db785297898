import { Command, CommanderError } from 'commander';
import { packagePathOf } from '../media/locate';
import { PipelineError } from '../pipeline/errors';
import { Container, KernelName, Mode } from '../pipeline/job-options';
import { runJob } from './run';
import { parseRunOptions } from './run-options';
import { UsageError, exit } from './usage-error';

const examples = `
Examples:
  framefleet run --sample
  framefleet run holiday.mp4 --out results --segment-seconds 20
  framefleet run yard.mkv --kernels motion --roi "0.1,0.5 0.9,0.5 0.9,1 0.1,1"

Exit codes: 0 succeeded, 1 the job failed, 2 wrong usage, 130 interrupted.`;

const collect = (value: string, previous: string[]): string[] => [...previous, value];

function createProgram(onRun: (video: string | undefined, typed: unknown) => Promise<void>): Command {
  const program = new Command('framefleet')
    .description('Grayscale and motion detection for video, segment by segment, by one AWS Step Functions workflow.')
    .exitOverride()
    .showHelpAfterError('Try framefleet run --help.');
  program
    .command('run')
    .description('run one video through the whole workflow on this machine')
    .argument('[video]', 'path of a video file')
    .option('--sample', 'make a small sample video and run that')
    .option('--out <dir>', 'folder for the results', 'out')
    .option('--segment-seconds <n>', 'target length of a segment (default: 60, for the sample 4)')
    .option('--max-concurrency <n>', 'segments worked on at once (default: the number of processors)')
    .option('--mode <mode>', `${Mode.options.join(', ')}: one task per segment, or one per kernel (default: auto)`)
    .option('--kernels <names>', `what to do with the frames (default: ${KernelName.options.join(',')})`)
    .option(
      '--roi <polygon>',
      'region where motion counts: "x,y x,y x,y …" from 0 to 1; may be given again',
      collect,
      [],
    )
    .option('--crf <n>', 'quality of the gray video: 0 is lossless, 51 the worst (default: 23)')
    .option('--container <name>', `of the gray video: ${Container.options.join(' or ')} (default: mp4)`)
    .option('--keep-work', 'keep plan, segments and logs in <dir>/<name>.work')
    .option('--json', 'print the job record alone on standard output')
    .addHelpText('after', examples)
    .action(onRun);
  return program;
}

async function main(args: readonly string[]): Promise<number> {
  const interrupted = new AbortController();
  const interrupt = () => {
    if (!interrupted.signal.aborted) process.stderr.write('Interrupted: stopping the tasks and cleaning up.\n');
    interrupted.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', interrupt);
  // eslint-disable-next-line no-restricted-properties -- the one place where the command reads its environment
  const surroundings = { variables: process.env, packagePath: packagePathOf };
  let code: number = exit.succeeded;
  try {
    const program = createProgram(async (video, typed) => {
      code = await runJob(video, parseRunOptions(typed), process, surroundings, interrupted.signal);
    });
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (interrupted.signal.aborted) return exit.interrupted;
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.succeeded : exit.wrongUsage;
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\nTry framefleet run --help.\n`);
      return exit.wrongUsage;
    }
    const known = error instanceof PipelineError;
    process.stderr.write(
      `${known ? `${error.name}: ${error.message}` : `framefleet: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`}\n`,
    );
    return exit.jobFailed;
  }
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});

import { CommanderError } from 'commander';
import { packagePathOf } from '../media/locate';
import { PipelineError } from '../pipeline/errors';
import { runAsl } from './asl';
import { parseAslOptions } from './asl-options';
import { cancel } from './cancel';
import { enrolFaces, listFaces } from './faces';
import { parseEnrolOptions, parseListOptions } from './faces-options';
import { NoSuchJob } from './find-job';
import { findMotion } from './motion';
import { parseMotionOptions } from './motion-options';
import { createProgram } from './program';
import { redrive } from './redrive';
import { runJob } from './run';
import { parseRunOptions } from './run-options';
import { placeOf, withStage } from './stage';
import { parseRedriveOptions, parseStageOptions } from './stage-options';
import { showJob } from './status';
import { up } from './up';
import { parseUpOptions } from './up-options';
import { UsageError, exit } from './usage-error';

async function main(args: readonly string[]): Promise<number> {
  const interrupted = new AbortController();
  let farewell = 'Interrupted: stopping the tasks and cleaning up.\n';
  const interrupt = () => {
    if (!interrupted.signal.aborted) process.stderr.write(farewell);
    interrupted.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', interrupt);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    // Who reads us has seen enough, as `head` does.
    interrupted.abort();
  });
  // eslint-disable-next-line no-restricted-properties -- the one place where the command reads its environment
  const surroundings = { variables: process.env, packagePath: packagePathOf };
  let code: number = exit.succeeded;
  try {
    const program = createProgram({
      run: async (video, typed) => {
        code = await runJob(video, parseRunOptions(typed), process, surroundings, interrupted.signal);
      },
      motion: async (video, typed) => {
        code = await findMotion(video, parseMotionOptions(typed), process, surroundings, interrupted.signal);
      },
      up: async (typed) => {
        code = await up(parseUpOptions(typed), process, surroundings, interrupted.signal);
      },
      asl: async (definition, typed) => {
        code = await runAsl(definition, parseAslOptions(typed), process, interrupted.signal);
      },
      status: async (job, typed) => {
        const options = parseStageOptions(typed);
        code = await withStage(placeOf(options, surroundings), (stage) =>
          showJob(job, stage, options, process, new Date()),
        );
      },
      enrolFaces: async (folder, typed) => {
        code = await enrolFaces(folder, parseEnrolOptions(typed), process, {
          surroundings,
          signal: interrupted.signal,
        });
      },
      listFaces: async (gallery, typed) => {
        code = await listFaces(gallery, parseListOptions(typed), process);
      },
      // What these have begun goes on elsewhere when they are interrupted: each says itself what that means.
      cancel: async (job, typed) => {
        const options = parseStageOptions(typed);
        farewell = '';
        code = await withStage(placeOf(options, surroundings), (stage) =>
          cancel(job, stage, options, process, interrupted.signal),
        );
      },
      redrive: async (job, typed) => {
        const options = parseRedriveOptions(typed);
        farewell = '';
        code = await withStage(placeOf(options, surroundings), (stage) =>
          redrive(job, stage, options, process, interrupted.signal),
        );
      },
    });
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (interrupted.signal.aborted) return exit.interrupted;
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.succeeded : exit.wrongUsage;
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\nTry framefleet ${args[0] ?? ''} --help.\n`);
      return exit.wrongUsage;
    }
    const known = error instanceof PipelineError || error instanceof NoSuchJob;
    process.stderr.write(
      `${known ? `${error.name}: ${error.message}` : `framefleet: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`}\n`,
    );
    return exit.jobFailed;
  }
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});

import { CommanderError } from 'commander';
import { packagePathOf } from '../media/locate';
import { PipelineError } from '../pipeline/errors';
import { runAsl } from './asl';
import { parseAslOptions } from './asl-options';
import { findMotion } from './motion';
import { parseMotionOptions } from './motion-options';
import { createProgram } from './program';
import { runJob } from './run';
import { parseRunOptions } from './run-options';
import { up } from './up';
import { parseUpOptions } from './up-options';
import { UsageError, exit } from './usage-error';

async function main(args: readonly string[]): Promise<number> {
  const interrupted = new AbortController();
  const interrupt = () => {
    if (!interrupted.signal.aborted) process.stderr.write('Interrupted: stopping the tasks and cleaning up.\n');
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

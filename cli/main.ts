import { setMaxListeners } from 'node:events';
import { CommanderError } from 'commander';
import { packagePathOf } from '../media/locate';
import { PipelineError } from '../pipeline/errors';
import { NoSuchJob } from './find-job';
import { createProgram } from './program';
import { UsageError, exit } from './usage-error';

async function main(args: readonly string[]): Promise<number> {
  const interrupted = new AbortController();
  // Each request that is under way listens to it, and there may be many at once.
  setMaxListeners(0, interrupted.signal);
  let farewell: string | undefined;
  const interrupt = () => {
    if (!interrupted.signal.aborted) process.stderr.write(farewell ?? 'Interrupted.\n');
    interrupted.abort();
    if (farewell === undefined) process.exit(exit.interrupted);
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
    const context = {
      ...{ terminal: process, surroundings, signal: interrupted.signal },
      atInterrupt: (words: string) => {
        farewell = words;
      },
    };
    const program = createProgram(async (work) => {
      code = await work(context);
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

import { stopSignal } from './stop-signal'; // The first of all: from here on the task can be told to stop.
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJobTable, openStore } from '../aws/clients';
import { countRequests } from '../aws/count-requests';
import { type Log, createLog } from '../aws/log';
import { openTaskStore } from '../aws/task-store';
import { createModelFiles } from '../kernels/models/model-files';
import { packagePathOf } from '../media/locate';
import { TaskEnvironment, readEnvironment } from '../pipeline/environment';
import { exitCode, isRetryable } from '../pipeline/errors';
import type { Plan } from '../pipeline/plan';
import { noUsage } from '../pipeline/usage';
import { explain } from './explain';
import { type TaskCommand, parseCommand, usage } from './parse-command';
import { readPlan } from './read-plan';
import { runTask } from './run-task';
import { untilStopped, within } from './until-stopped';
import { ProgressWatch } from './watch-progress';

/** Within this time a stopped task has ended, in milliseconds; Fargate kills it after its stopTimeout. */
const farewell = 4500;
/** How much of it the work may take to clean up, before it's written down why it was stopped. */
const grace = 2000;
/** How long a task that has ended waits until its requests are counted, in milliseconds. */
const patience = 2000;

// eslint-disable-next-line no-restricted-properties -- the one place where the container program reads its environment
const variables = process.env;

async function main(args: readonly string[]): Promise<number> {
  const command = parseCommand(args);
  if (!command) {
    const asked = args.includes('--help') || args.length === 0;
    (asked ? console.log : console.error)(usage);
    return asked ? 0 : exitCode.badInput;
  }
  const environment = readEnvironment(TaskEnvironment, variables);
  const watch = new ProgressWatch();
  const signal = AbortSignal.any([stopSignal, watch.signal]);
  const leave = () => void setTimeout(() => process.exit(exitCode.tryAgain), farewell).unref();
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
  const folder = await mkdtemp(join(tmpdir(), 'framefleet-task-'));
  try {
    return await obey(command, environment, { watch, signal, folder });
  } finally {
    watch.end();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Bounds {
  watch: ProgressWatch;
  signal: AbortSignal;
  folder: string;
}

async function obey(
  command: TaskCommand,
  environment: TaskEnvironment,
  { watch, signal, folder }: Bounds,
): Promise<number> {
  const launch = { executionId: environment.FRAMEFLEET_EXECUTION, attempt: environment.FRAMEFLEET_RETRY + 1 };
  const log = taskLog(command.planUri).with({ executionId: launch.executionId, attempt: launch.attempt });
  const store = openTaskStore({ signal, onProgress: watch.moved });
  const jobs = openJobTable(environment.FRAMEFLEET_JOB_TABLE);
  let known: Plan | undefined;

  async function work(): Promise<number> {
    try {
      const plan = await untilStopped(signal, 0, readPlan(store, command.planUri));
      known = plan;
      watch.limit(plan.stallSeconds);
      watch.watchFolder(folder);
      const surroundings = {
        store,
        // What is left to say when the task was stopped goes another way.
        reports: openStore(),
        jobs,
        log,
        now: () => new Date(),
        workBucket: environment.FRAMEFLEET_WORK_BUCKET,
        outputBucket: environment.FRAMEFLEET_OUTPUT_BUCKET,
        folder,
        models: createModelFiles(store, environment.FRAMEFLEET_MODEL_CACHE ?? join(folder, 'models')),
        threads: availableParallelism(),
        signal,
        grace,
        launch,
        onFrames: watch.decoded,
        tools: { variables, packagePath: packagePathOf, proven: true },
      };
      return await runTask(command, plan, surroundings);
    } catch (error) {
      // Without a plan there is no place to write it down.
      const { name, message, figures } = explain(error);
      log.error('task failed before it could begin', { error: { name, message, figures } });
      return isRetryable(name) ? exitCode.tryAgain : exitCode.badInput;
    }
  }

  return countRequests(work, async (requests) => {
    if (!known) return;
    const { jobId, expiresAt } = known;
    const telling = jobs.addUsage(jobId, { ...noUsage, ...requests }, expiresAt);
    await within(patience, 'Counting requests', telling).catch((error: unknown) => {
      log.warn('what the task has asked of S3 could not be counted', { jobId, reason: String(error) });
    });
  });
}

/** Whoever searches the logs for a job finds each line of its tasks: the plan lies below the job's id. */
function taskLog(planUri: string | undefined): Log {
  const [, jobId] = /^s3:\/\/[^/]+\/([^/]+)\//.exec(planUri ?? '') ?? [];
  const log = createLog('framefleet-task');
  return jobId === undefined ? log : log.with({ jobId });
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    taskLog(process.argv[3]).error('task crashed', {
      reason: error instanceof Error ? error.stack : String(error),
    });
    process.exit(exitCode.crash);
  },
);

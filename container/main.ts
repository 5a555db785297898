import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJobTable, openStore } from '../aws/clients';
import { createLog } from '../aws/log';
import { locateFfmpeg, locateFfprobe, packagePathOf } from '../media/locate';
import { TaskEnvironment, readEnvironment } from '../pipeline/environment';
import { PipelineError, exitCode } from '../pipeline/errors';
import { failureKey, parseS3Uri } from '../pipeline/keys';
import { Plan } from '../pipeline/plan';
import { taskOf } from '../pipeline/segment';
import { concatSegments } from './concat-segments';
import { illustrateMotion } from './illustrate-motion';
import { type TaskCommand, parseCommand, usage } from './parse-command';
import { processSegment } from './process-segment';
import { reportFailure } from './report-failure';
import type { TaskDependencies } from './task';

/** How long a stopped task may take to write down why, in milliseconds; Fargate kills it after its stopTimeout. */
const farewell = 5000;

// eslint-disable-next-line no-restricted-properties -- the one place where the container program reads its environment
const variables = process.env;

type Surroundings = Omit<TaskDependencies, 'ffmpeg' | 'ffprobe'>;

async function main(args: readonly string[]): Promise<number> {
  const command = parseCommand(args);
  if (!command) {
    const asked = args.includes('--help') || args.length === 0;
    (asked ? console.log : console.error)(usage);
    return asked ? 0 : exitCode.badInput;
  }
  const environment = readEnvironment(TaskEnvironment, variables);
  const stop = new AbortController();
  process.once('SIGTERM', () => {
    const message = 'The task was told to stop (SIGTERM): a Spot interruption or a cancelled execution.';
    stop.abort(new PipelineError('Interrupted', message));
    setTimeout(() => process.exit(exitCode.tryAgain), farewell).unref();
  });

  const store = openStore();
  const { bucket, key } = parseS3Uri(command.planUri);
  const plan = await store.readJson(bucket, key, Plan);
  const folder = await mkdtemp(join(tmpdir(), 'framefleet-task-'));
  try {
    const surroundings: Surroundings = {
      store,
      jobs: openJobTable(environment.FRAMEFLEET_JOB_TABLE),
      log: createLog('framefleet-task').with({ executionId: environment.FRAMEFLEET_EXECUTION, jobId: plan.jobId }),
      now: () => new Date(),
      workBucket: environment.FRAMEFLEET_WORK_BUCKET,
      outputBucket: environment.FRAMEFLEET_OUTPUT_BUCKET,
      folder,
      threads: availableParallelism(),
      signal: stop.signal,
    };
    return await runTask(command, plan, surroundings, environment.FRAMEFLEET_RETRY + 1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runTask(command: TaskCommand, plan: Plan, surroundings: Surroundings, attempt: number): Promise<number> {
  const kernels = command.name === 'segment' ? (command.kernels ?? plan.kernels) : [];
  const segment = command.name === 'segment' ? (plan.segments[command.index] ?? null) : null;
  const task = command.name === 'segment' ? taskOf(kernels) : command.name;
  const log = surroundings.log.with({ task, attempt, ...(segment ? { segment: segment.index } : {}) });
  try {
    const tools = { variables, packagePath: packagePathOf, proven: true };
    const ffmpeg = await locateFfmpeg(tools, surroundings.signal);
    const ffprobe = await locateFfprobe(tools, surroundings.signal);
    const dependencies = { ...surroundings, log, ffmpeg, ffprobe };
    if (command.name === 'concat') await concatSegments(dependencies, plan);
    else if (command.name === 'illustrate') await illustrateMotion(dependencies, plan);
    else if (segment) await processSegment(dependencies, plan, segment, kernels);
    else {
      const message = `The plan has segments 0 to ${plan.segments.length - 1}, none with the index ${command.index}.`;
      throw new PipelineError('InvalidPlan', message, { figures: { index: command.index } });
    }
    // A failure that a retry has made good must not be told as the reason of a later one.
    const outdated = failureKey(plan.jobId, task, segment?.index ?? null);
    if (attempt > 1) await surroundings.store.delete(surroundings.workBucket, [outdated]);
    return 0;
  } catch (error) {
    return await reportFailure({ ...surroundings, log }, { plan, task, segment, attempt }, error, surroundings.now());
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    createLog('framefleet-task').error('task crashed', {
      reason: error instanceof Error ? error.stack : String(error),
    });
    process.exit(exitCode.crash);
  },
);

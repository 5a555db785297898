import type { ObjectStore } from '../aws/object-store';
import { type Surroundings as Machine, locateFfmpeg, locateFfprobe } from '../media/locate';
import { PipelineError } from '../pipeline/errors';
import { failureKey } from '../pipeline/keys';
import type { Plan } from '../pipeline/plan';
import { taskOf } from '../pipeline/segment';
import { concatSegments } from './concat-segments';
import { illustrate } from './illustrate';
import type { TaskCommand } from './parse-command';
import { processSegment } from './process-segment';
import { reportFailure } from './report-failure';
import type { TaskDependencies } from './task';
import { untilStopped, within } from './until-stopped';

export interface Surroundings extends Omit<TaskDependencies, 'ffmpeg' | 'ffprobe'> {
  tools: Machine;
  /** The object store, open also when the task was stopped. */
  reports: ObjectStore;
  /** How long the work may go on once it's stopped, in milliseconds. */
  grace: number;
}

/** How long a task that is done waits for its former failure to be removed, in milliseconds. */
const patience = 20_000;

/**
 * Does what the command says, or writes down why it can't.
 * @returns the exit code
 */
export async function runTask(command: TaskCommand, plan: Plan, surroundings: Surroundings): Promise<number> {
  const { reports, workBucket, signal, grace, launch, now } = surroundings;
  const kernels = command.name === 'segment' ? (command.kernels ?? plan.kernels) : [];
  const segment = command.name === 'segment' ? (plan.segments[command.index] ?? null) : null;
  const task = command.name === 'segment' ? taskOf(kernels) : command.name;
  const log = surroundings.log.with({ task, ...(segment ? { segment: segment.index } : {}) });
  const startedAt = now();

  async function work(): Promise<void> {
    const ffmpeg = await locateFfmpeg(surroundings.tools, signal);
    const ffprobe = await locateFfprobe(surroundings.tools, signal);
    const dependencies = { ...surroundings, log, ffmpeg, ffprobe };
    if (command.name === 'concat') await concatSegments(dependencies, plan);
    else if (command.name === 'illustrate') await illustrate(dependencies, plan);
    else if (segment) await processSegment(dependencies, plan, segment, kernels);
    else {
      const message = `The plan has segments 0 to ${plan.segments.length - 1}, none with the index ${command.index}.`;
      throw new PipelineError('InvalidPlan', message, { figures: { index: command.index } });
    }
  }

  try {
    await untilStopped(signal, grace, work());
  } catch (error) {
    const failed = { plan, task, segment, launch, startedAt };
    return await reportFailure({ ...surroundings, store: reports, log }, failed, error, now());
  }
  // A failure that a further attempt has made good must not be told as the reason of a later one.
  const outdated = failureKey(plan.jobId, task, segment?.index ?? null);
  await within(patience, 'Removing it', reports.delete(workBucket, [outdated])).catch((error: unknown) => {
    log.warn("an earlier attempt's failure could not be removed", { reason: String(error) });
  });
  return 0;
}

import type { WorkFile } from '../kernels/kernel';
import { eachConcurrently } from '../pipeline/concurrently';
import { PipelineError } from '../pipeline/errors';
import type { KernelName } from '../pipeline/job-options';
import { segmentResultKey } from '../pipeline/keys';
import type { Plan } from '../pipeline/plan';
import { type Segment, SegmentResult, countFrames, packFrameTimes, taskOf } from '../pipeline/segment';
import { announceTask } from './announce-task';
import { type NamedOutput, decodeSegment } from './decode-segment';
import type { TaskDependencies } from './task';

/** Uploads at once. */
const transfers = 8;

/**
 * Runs the given kernels over one segment and leaves their results in the work bucket. The segment's own result is
 * written last: when it exists, the segment is whole, and a retried, duplicated or redriven task finds it and stops.
 * @throws PipelineError FrameMismatch when the decoder doesn't give the planned frames; ProcessFailed when ffmpeg fails
 */
export async function processSegment(
  dependencies: TaskDependencies,
  plan: Plan,
  segment: Segment,
  names: readonly KernelName[],
): Promise<SegmentResult> {
  const { store, log, now, workBucket } = dependencies;
  const task = taskOf(names);
  const { index, timeRange } = segment;
  const announced = await announceTask(dependencies, plan, { task, segment: index, timeRange });
  const resultKey = segmentResultKey(plan.jobId, index, task);
  const finished = await store.findJson(workBucket, resultKey, SegmentResult);
  if (finished) {
    const frames = countFrames(finished.frameTimes);
    log.info('segment was already finished', { frames });
    await announced.done({ frames });
    return finished;
  }

  const { times, outputs } = await decodeSegment(dependencies, plan, segment, names, announced.report);
  checkTimes(times, segment);
  await leave(dependencies, outputs);
  const result: SegmentResult = {
    index,
    task,
    frameTimes: packFrameTimes(times),
    outputs: Object.fromEntries(outputs.map(({ kernel, key }) => [kernel, key])),
    records: Object.fromEntries(
      outputs.flatMap(({ kernel, records }) => (records === undefined ? [] : [[kernel, records]])),
    ),
    finishedAt: now().toISOString(),
  };
  await store.writeJson(workBucket, resultKey, result);
  await announced.done({ frames: times.length });
  log.info('segment finished', { frames: times.length, kernels: names });
  return result;
}

/** Pictures first, and what tells of them after that. */
async function leave({ store, workBucket }: TaskDependencies, outputs: readonly NamedOutput[]): Promise<void> {
  const upload = ({ key, path, contentType }: WorkFile) => store.upload(workBucket, key, { path }, { contentType });
  for (const files of [outputs.flatMap(({ files = [] }) => files), outputs]) {
    // Where one fails, those under way must have ended, too, or the task's end would leave their parts behind.
    const failures: unknown[] = [];
    await eachConcurrently(files, transfers, async (file) => {
      if (failures.length === 0) await upload(file).catch((error: unknown) => failures.push(error));
    });
    if (failures.length > 0) throw failures[0];
  }
}

/** All of them must lie within the segment, one after the other. */
function checkTimes(times: readonly number[], { index, start, end }: Segment): void {
  const outside = times.find(
    (time, frame) =>
      time < (start ?? -Infinity) || time >= (end ?? Infinity) || time <= (times[frame - 1] ?? -Infinity),
  );
  if (times.length > 0 && outside === undefined) return;
  const reason =
    outside === undefined
      ? 'no frame could be decoded'
      : `the frame at ${outside} lies outside of it, or before its predecessor`;
  throw new PipelineError('FrameMismatch', `Segment ${index} [${start ?? 'start'}, ${end ?? 'end'}): ${reason}.`, {
    figures: { start, end, frames: times.length },
  });
}

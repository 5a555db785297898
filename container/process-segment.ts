import { PipelineError } from '../pipeline/errors';
import type { KernelName } from '../pipeline/job-options';
import { segmentResultKey } from '../pipeline/keys';
import type { Plan } from '../pipeline/plan';
import { type Segment, SegmentResult, countFrames, packFrameTimes, taskOf } from '../pipeline/segment';
import { announceTask } from './announce-task';
import { type NamedOutput, decodeSegment } from './decode-segment';
import type { TaskDependencies } from './task';

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

  const outputs = await decodeSegment(dependencies, plan, segment, names, announced.report);
  const times = agreedTimes(outputs, segment);
  const uploads = await Promise.allSettled(
    outputs.map(({ key, path, contentType }) => store.upload(workBucket, key, { path }, { contentType })),
  );
  // Where one fails, the others must have ended, too, or the task's end would leave their parts behind.
  const failed = uploads.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  const result: SegmentResult = {
    index,
    task,
    frameTimes: packFrameTimes(times),
    outputs: Object.fromEntries(outputs.map(({ kernel, key }) => [kernel, key])),
    finishedAt: now().toISOString(),
  };
  await store.writeJson(workBucket, resultKey, result);
  await announced.done({ frames: times.length });
  log.info('segment finished', { frames: times.length, kernels: names });
  return result;
}

/** Every kernel must have seen the same frames, all of them within the segment. */
function agreedTimes(outputs: readonly NamedOutput[], { index, start, end }: Segment): number[] {
  const times = outputs[0]?.times ?? [];
  const differing = outputs.find(
    (output) => output.times.some((time, frame) => time !== times[frame]) || output.times.length !== times.length,
  );
  const outside = times.find(
    (time, frame) =>
      time < (start ?? -Infinity) || time >= (end ?? Infinity) || time <= (times[frame - 1] ?? -Infinity),
  );
  if (times.length > 0 && !differing && outside === undefined) return times;
  const reason = differing
    ? `${differing.kernel} saw ${differing.times.length} frames, ${outputs[0]?.kernel ?? 'the other'} ${times.length}, or at other times`
    : outside === undefined
      ? 'no frame could be decoded'
      : `the frame at ${outside} lies outside of it, or before its predecessor`;
  throw new PipelineError('FrameMismatch', `Segment ${index} [${start ?? 'start'}, ${end ?? 'end'}): ${reason}.`, {
    figures: { start, end, frames: times.length },
  });
}

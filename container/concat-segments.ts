import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { concatCommand, concatList } from '../media/concat-command';
import { readFrameTimes } from '../media/frame-times';
import { run } from '../media/run';
import { eachConcurrently } from '../pipeline/concurrently';
import { PipelineError } from '../pipeline/errors';
import { concatResultKey, grayKey, graySegmentKey, segmentResultKey } from '../pipeline/keys';
import type { Plan } from '../pipeline/plan';
import { SegmentResult, taskOf, unpackFrameTimes } from '../pipeline/segment';
import type { TaskDependencies } from './task';

/** Transfers from the object store at once. */
const transfers = 8;

const ConcatResult = z.object({ key: z.string(), frameCount: z.number().int(), finishedAt: z.iso.datetime() });
type ConcatResult = z.infer<typeof ConcatResult>;

/**
 * Joins the gray segments, takes the sound from the source, checks every frame's time and uploads the video.
 * @throws PipelineError FrameMismatch when segments don't meet, or the joined video has other frames than they had
 */
export async function concatSegments(dependencies: TaskDependencies, plan: Plan): Promise<ConcatResult> {
  const { store, jobs, log, now, workBucket, outputBucket, folder, ffmpeg, ffprobe, signal } = dependencies;
  const finished = await store.findJson(workBucket, concatResultKey(plan.jobId), ConcatResult);
  if (finished) {
    log.info('concatenation was already finished', finished);
    return finished;
  }
  const taskKey = { jobId: plan.jobId, task: 'concat' as const, segment: null };
  const timeRange = { start: 0, end: plan.media.durationSeconds };
  await jobs.startTask(taskKey, { at: now(), timeRange, expiresAt: plan.expiresAt });

  const task = taskOf(plan.mode === 'fused' ? plan.kernels : ['grayscale']);
  const results = await eachConcurrently(plan.segments, transfers, ({ index }) =>
    store.readJson(workBucket, segmentResultKey(plan.jobId, index, task), SegmentResult),
  );
  const times = results.flatMap(({ frameTimes }) => [...unpackFrameTimes(frameTimes)]);
  checkOrder(times);
  const parts = await eachConcurrently(results, transfers, async ({ index, frameTimes, outputs }) => {
    const path = join(folder, `${String(index).padStart(5, '0')}.mp4`);
    await store.download(workBucket, outputs.grayscale ?? graySegmentKey(plan.jobId, index), path);
    return { path, startPts: frameTimes[0]?.[0] ?? 0 };
  });

  const [listPath, outputPath] = [join(folder, 'segments.ffconcat'), join(folder, 'joined.mp4')];
  await writeFile(listPath, concatList(parts, plan.media));
  const source = await store.signSource(plan.source);
  await run(ffmpeg.path, concatCommand({ listPath, source, media: plan.media, firstPts: times[0] ?? 0, outputPath }), {
    signal,
  });
  checkJoined(times, await readFrameTimes(ffprobe.path, outputPath, plan.media.video.timeBase, signal));

  const key = grayKey(plan.jobId, plan.name);
  await store.upload(outputBucket, key, { path: outputPath }, { contentType: 'video/mp4', signal });
  const result = { key, frameCount: times.length, finishedAt: now().toISOString() };
  await store.writeJson(workBucket, concatResultKey(plan.jobId), result);
  await jobs.endTask(taskKey, { state: 'DONE', at: now(), frames: times.length });
  log.info('segments joined', { frames: times.length, segments: parts.length });
  return result;
}

/** Segments that overlap or come in the wrong order would show a frame twice. */
function checkOrder(times: readonly number[]): void {
  const wrong = times.findIndex((time, frame) => time <= (times[frame - 1] ?? -Infinity));
  if (wrong < 0) return;
  const message = `Frame ${wrong} at ${times[wrong] ?? '?'} doesn't come after its predecessor at ${times[wrong - 1] ?? '?'}: the segments don't meet.`;
  throw new PipelineError('FrameMismatch', message, { figures: { frame: wrong } });
}

/** Compares times exactly: all are whole numbers in the source's time base. */
function checkJoined(expected: readonly number[], joined: readonly number[]): void {
  const wrong = expected.findIndex((time, frame) => time - (expected[0] ?? 0) !== joined[frame]);
  if (wrong < 0 && joined.length === expected.length) return;
  const message = `The joined video has ${joined.length} frames, the segments had ${expected.length}${wrong < 0 ? '' : `; frame ${wrong} has another time`}.`;
  throw new PipelineError('FrameMismatch', message, {
    figures: { expected: expected.length, joined: joined.length, frame: wrong < 0 ? null : wrong },
  });
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { carriedStreams } from '../media/carried-streams';
import { type ConcatPart, concatCommand, concatList } from '../media/concat-command';
import type { MediaInput } from '../media/input';
import { findSound } from '../media/find-sound';
import { run } from '../media/run';
import { eachConcurrently } from '../pipeline/concurrently';
import { PipelineError } from '../pipeline/errors';
import type { Container } from '../pipeline/job-options';
import { concatResultKey, grayKey, graySegmentKey, segmentResultKey } from '../pipeline/keys';
import type { Plan } from '../pipeline/plan';
import { SegmentResult, unpackFrameTimes } from '../pipeline/segment';
import { taskOfKernel } from '../pipeline/task-of-kernel';
import { Verification } from '../pipeline/verification';
import { announceTask } from './announce-task';
import { concatWindows } from '../kernels/source-windows';
import type { TaskDependencies } from './task';
import { verifyOutput } from './verify-output';

/** Transfers from the object store at once. */
const transfers = 8;

const contentTypes: Readonly<Record<Container, string>> = { mp4: 'video/mp4', mkv: 'video/x-matroska' };

const ConcatResult = z.object({
  key: z.string(),
  frameCount: z.number().int(),
  verification: Verification,
  finishedAt: z.iso.datetime(),
});
type ConcatResult = z.infer<typeof ConcatResult>;

/**
 * Joins the gray segments, takes sound and all else from the source, verifies what has come out, and uploads it. A
 * video that isn't what its source was never gets out.
 * @throws PipelineError FrameMismatch when segments don't meet, or the joined video has other frames than they had;
 *   OutputMismatch when it differs from its source in anything else
 */
export async function concatSegments(dependencies: TaskDependencies, plan: Plan): Promise<ConcatResult> {
  const { store, log, now, workBucket, outputBucket, folder } = dependencies;
  const timeRange = { start: 0, end: plan.media.durationSeconds };
  const announced = await announceTask(dependencies, plan, { task: 'concat', segment: null, timeRange });
  const finished = await store.findJson(workBucket, concatResultKey(plan.jobId), ConcatResult);
  if (finished) {
    log.info('concatenation was already finished', finished);
    await announced.done({ frames: finished.frameCount, verification: finished.verification });
    return finished;
  }

  const task = taskOfKernel(plan, 'grayscale');
  const segments = await eachConcurrently(plan.segments, transfers, ({ index }) =>
    store.readJson(workBucket, segmentResultKey(plan.jobId, index, task), SegmentResult),
  );
  checkOrder(segments);
  const parts = await eachConcurrently(segments, transfers, async ({ index, frameTimes, outputs }) => {
    const path = join(folder, `${String(index).padStart(5, '0')}.mp4`);
    await store.download(workBucket, outputs.grayscale ?? graySegmentKey(plan.jobId, index), path);
    return { path, startPts: frameTimes[0]?.[0] ?? 0 };
  });

  const outputPath = join(folder, `joined.${plan.options.container}`);
  const verification = await store.relaySource(plan.source, concatWindows, (source) =>
    joinAndVerify(dependencies, plan, { source, parts, segments, outputPath }),
  );

  const { container } = plan.options;
  const key = grayKey(plan.jobId, plan.name, container);
  await store.upload(outputBucket, key, { path: outputPath }, { contentType: contentTypes[container] });
  const frameCount = verification.frames.written;
  const result = { key, frameCount, verification, finishedAt: now().toISOString() };
  await store.writeJson(workBucket, concatResultKey(plan.jobId), result);
  await announced.done({ frames: frameCount, verification });
  log.info('segments joined', { frames: frameCount, segments: parts.length, verification });
  return result;
}

interface Parts {
  source: MediaInput;
  parts: readonly ConcatPart[];
  segments: readonly SegmentResult[];
  outputPath: string;
}

async function joinAndVerify(
  { ffmpeg, ffprobe, folder, signal, onFrames }: TaskDependencies,
  { media, options, segments: planned }: Plan,
  { source, parts, segments, outputPath }: Parts,
): Promise<Verification> {
  const { container } = options;
  const listPath = join(folder, 'segments.ffconcat');
  await writeFile(listPath, concatList(parts, media));
  const carried = carriedStreams(media, container, ffmpeg);
  const tools = { ffmpeg: ffmpeg.path, ffprobe: ffprobe.path, signal };
  const { sound, leftOut, inputOptions } = await findSound(tools, source, carried.audio, container);
  const streams = { ffmpeg, media, container, sound, subtitles: carried.subtitles };
  const firstPts = parts[0]?.startPts ?? 0;
  const command = { ...streams, listPath, source, sourceOptions: inputOptions, firstPts, outputPath };
  await run(ffmpeg.path, concatCommand(command), { signal });
  const announced = planned.reduce<number | null>(
    (sum, { announcedFrames }) => (sum === null || announcedFrames === null ? null : sum + announcedFrames),
    0,
  );
  const decoded = segments.map(({ frameTimes }) => frameTimes);
  const joined = { ...streams, path: outputPath, leftOut: [...carried.leftOut, ...leftOut], decoded, announced };
  return verifyOutput({ ...tools, onFrames }, joined);
}

/** Segments that overlap or come in the wrong order would show a frame twice. */
function checkOrder(segments: readonly SegmentResult[]): void {
  let frame = 0;
  let previous = -Infinity;
  for (const { frameTimes } of segments) {
    for (const time of unpackFrameTimes(frameTimes)) {
      if (time <= previous) {
        const message = `Frame ${frame} at ${time} doesn't come after its predecessor at ${previous}: the segments don't meet.`;
        throw new PipelineError('FrameMismatch', message, { figures: { frame } });
      }
      previous = time;
      frame += 1;
    }
  }
}

import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { readFrames, readTimes } from '../media/read-frames';
import type { ObjectStore } from '../aws/object-store';
import { run } from '../media/run';
import { segmentCommand } from '../media/segment-command';
import { PipelineError } from '../pipeline/errors';
import type { KernelName } from '../pipeline/job-options';
import { looksAround } from '../pipeline/motion-window';
import type { Plan } from '../pipeline/plan';
import type { Segment } from '../pipeline/segment';
import type { KernelOutput, KernelRun } from './kernels/kernel';
import { kernels } from './kernels/registry';
import { segmentWindows } from './source-windows';
import type { TaskDependencies } from './task';

/** What it takes to decode: of the object store only the way to the source, so that a file on this machine does, too. */
export interface Decoding extends Pick<
  TaskDependencies,
  'ffmpeg' | 'ffprobe' | 'log' | 'folder' | 'threads' | 'signal'
> {
  store: Pick<ObjectStore, 'relaySource'>;
}

export type NamedOutput = KernelOutput & { kernel: KernelName };

interface Attempt {
  kernel: KernelName;
  run: KernelRun;
  /** Time of the first frame that the decoder gave. */
  firstPts: number | undefined;
}

/**
 * Feeds every frame of a segment to the given kernels, on one decode. Decoding begins at the planned key frame; where
 * that comes out too late, at an earlier one, and at last at the beginning of the file. Where fewer frames come than the
 * container announces, the same happens: a second decode with the same count shows that the source holds no more.
 * @param onFrames called with the number of frames decoded so far
 * @throws PipelineError FrameMismatch when the first frame never comes, or every decode gives another count; ProcessFailed
 *   when ffmpeg fails
 */
export async function decodeSegment(
  task: Decoding,
  plan: Plan,
  segment: Segment,
  names: readonly KernelName[],
  onFrames: (frames: number) => void,
): Promise<NamedOutput[]> {
  const planned = looksAround(names) ? segment.warmUpSeek : segment.seek;
  const earlier = plan.segments.findLast(({ seek }) => (seek ?? Infinity) < (planned ?? -Infinity))?.seek ?? null;
  const counts: number[] = [];
  for (const [attempt, seek] of [...new Set([planned, earlier, null]), null].entries()) {
    const folder = join(task.folder, `attempt-${attempt + 1}`);
    await mkdir(folder);
    const attempts = names.map((kernel): Attempt => {
      const run = kernels[kernel].start({ plan, segment, folder, ffprobe: task.ffprobe, signal: task.signal });
      return { kernel, run, firstPts: undefined };
    });
    await decode(task, plan, segment, seek, attempts, onFrames);
    if (attempts.every((one) => beganInTime(one, segment))) {
      const outputs = await Promise.all(attempts.map(async ({ kernel, run }) => ({ kernel, ...(await run.finish()) })));
      const count = outputs[0]?.times.length ?? 0;
      if (count >= (segment.announcedFrames ?? 0) || counts.includes(count)) return outputs;
      counts.push(count);
    }
    task.log.warn('not the frames that were announced; decoding again, from an earlier key frame if there is one', {
      seek,
      firstPts: attempts[0]?.firstPts,
      decoded: counts.at(-1),
      announced: segment.announcedFrames,
    });
    await rm(folder, { recursive: true });
  }
  throw mismatch(segment, counts);
}

function mismatch({ index, start, end, announcedFrames }: Segment, counts: readonly number[]): PipelineError {
  const message =
    counts.length === 0
      ? `Segment ${index} begins with the frame at ${start ?? 'the start'}, but no such frame can be decoded, wherever decoding begins.`
      : `Segment ${index} should have ${announcedFrames ?? 'an unknown number of'} frames; decoding it gave ${counts.join(', then ')}.`;
  return new PipelineError('FrameMismatch', message, { figures: { start, end, announced: announcedFrames } });
}

function beganInTime({ run, firstPts }: Attempt, segment: Segment): boolean {
  const expected = run.branch.range === 'segment' ? segment.start : segment.warmUpSeek;
  return expected === null ? firstPts !== undefined : firstPts === expected;
}

async function decode(
  { ffmpeg, store, signal, threads }: Decoding,
  plan: Plan,
  segment: Segment,
  seek: number | null,
  attempts: Attempt[],
  onFrames: (frames: number) => void,
): Promise<void> {
  await store.relaySource(plan.source, segmentWindows(plan), async (source) => {
    const { args, pipes } = segmentCommand({
      ffmpeg,
      source,
      stream: plan.media.video.index,
      timeBase: plan.media.video.timeBase,
      segment,
      seek,
      branches: attempts.map(({ run }) => run.branch),
      threads,
    });
    await run(ffmpeg.path, args, {
      signal,
      pipes: pipes.flatMap(({ times, frames }) => (frames === undefined ? [times] : [times, frames])),
      read: async (pipe) => {
        await Promise.all(attempts.map((_, index) => readBranch(index, pipe)));
      },
    });

    async function readBranch(index: number, pipe: (fd: number) => Readable): Promise<void> {
      const [attempt, { times, frames } = {}] = [attempts[index], pipes[index]];
      if (!attempt || times === undefined) throw new Error(`Branch ${index} has no pipe`);
      let count = 0;
      const onFrame = (pts: number, pixels: Uint8Array) => {
        attempt.firstPts ??= pts;
        attempt.run.onFrame(pts, pixels);
        count += 1;
        if (index === 0) onFrames(count);
      };
      await (frames === undefined
        ? readTimes(pipe(times), onFrame)
        : readFrames(pipe(times), pipe(frames), attempt.run.frameBytes, onFrame));
    }
  });
}

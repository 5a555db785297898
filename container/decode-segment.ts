import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { ObjectStore } from '../aws/object-store';
import type { KernelOutput, KernelRun, Tools } from '../kernels/kernel';
import { kernels } from '../kernels/registry';
import { segmentWindows } from '../kernels/source-windows';
import { readFrames, readTimes } from '../media/read-frames';
import { run } from '../media/run';
import { segmentCommand } from '../media/segment-command';
import { PipelineError } from '../pipeline/errors';
import type { KernelName } from '../pipeline/job-options';
import type { Plan } from '../pipeline/plan';
import type { Segment } from '../pipeline/segment';

/** What it takes to decode: of the object store only the way to the source, so that a file on this machine does, too. */
export interface Decoding extends Tools {
  store: Pick<ObjectStore, 'relaySource'>;
}

export type NamedOutput = KernelOutput & { kernel: KernelName };

export interface Decoded {
  /** Times of the segment's frames, ascending, in units of the source's time base. */
  times: number[];
  outputs: NamedOutput[];
}

interface Attempt {
  /** Undefined: frames are only counted. */
  kernel: KernelName | undefined;
  run: KernelRun;
  /** Time of the first frame that the decoder gave. */
  firstPts: number | undefined;
}

/**
 * Feeds every frame of a segment to the given kernels, on one decode. Decoding begins at the planned key frame; where
 * that comes out too late, at an earlier one, and at last at the beginning of the file. Where fewer frames come than the
 * container announces, the same happens: a second decode with the same count shows that the source holds no more.
 * @param onFrames called with the number of frames decoded so far
 * @throws PipelineError FrameMismatch when the first frame never comes, kernels have seen different frames, or every decode gives
 *   another count; ProcessFailed when ffmpeg fails; what a kernel throws
 */
export async function decodeSegment(
  task: Decoding,
  plan: Plan,
  segment: Segment,
  names: readonly KernelName[],
  onFrames: (frames: number) => void,
): Promise<Decoded> {
  const looksAround = names.some((name) => 'around' in kernels[name]);
  const planned = looksAround ? segment.warmUpSeek : segment.seek;
  const earlier = plan.segments.findLast(({ seek }) => (seek ?? Infinity) < (planned ?? -Infinity))?.seek ?? null;
  const counts: number[] = [];
  for (const [attempt, seek] of [...new Set([planned, earlier, null]), null].entries()) {
    const folder = join(task.folder, `attempt-${attempt + 1}`);
    await mkdir(folder);
    const attempts = await start({ ...task, folder }, plan, segment, names);
    try {
      await decode(task, plan, segment, seek, attempts, onFrames);
      if (attempts.every((one) => beganInTime(one, segment))) {
        const decoded = await finish(attempts, segment);
        const count = decoded.times.length;
        if (count >= (segment.announcedFrames ?? 0) || counts.includes(count)) return decoded;
        counts.push(count);
      }
    } finally {
      await closeAll(attempts);
    }
    task.log.warn('not the frames that were announced; decoding again, from an earlier key frame if there is one', {
      seek,
      firstPts: attempts[0].firstPts,
      decoded: counts.at(-1),
      announced: segment.announcedFrames,
    });
    await rm(folder, { recursive: true });
  }
  throw mismatch(segment, counts);
}

/** One run of each kernel, and where none of them sees every frame one that counts them. */
async function start(
  tools: Tools,
  plan: Plan,
  segment: Segment,
  names: readonly KernelName[],
): Promise<[Attempt, ...Attempt[]]> {
  const counter: Attempt = { kernel: undefined, run: countingRun(), firstPts: undefined };
  const attempts: Attempt[] = [];
  try {
    for (const kernel of names) {
      const { start } = await kernels[kernel].program();
      attempts.push({ kernel, run: await start({ ...tools, plan, segment }), firstPts: undefined });
    }
  } catch (error) {
    await closeAll(attempts);
    throw error;
  }
  const [first, ...others] = attempts;
  const isCounted = attempts.some(({ run: { branch } }) => branch.range === 'segment' && branch.pick === undefined);
  return first && isCounted ? [first, ...others] : [counter, ...attempts];
}

async function closeAll(attempts: readonly Attempt[]): Promise<void> {
  for (const { run } of attempts) await run.close?.();
}

function countingRun(): KernelRun {
  const times: number[] = [];
  return {
    branch: { range: 'segment', filters: [], output: { kind: 'files', files: [] } },
    frameBytes: 0,
    onFrame: (pts) => void times.push(pts),
    finish: () => Promise.resolve({ times, path: '', key: '', contentType: '' }),
  };
}

/** Every kernel that looks at all frames must have seen the same. */
async function finish(attempts: readonly Attempt[], { index }: Segment): Promise<Decoded> {
  const finished = await Promise.all(attempts.map(async ({ kernel, run }) => ({ kernel, ...(await run.finish()) })));
  const seen = finished.flatMap(({ kernel = 'the decoder', times }) => (times ? [{ kernel, times }] : []));
  const [first] = seen;
  const times = first?.times ?? [];
  const differing = seen.find(
    (other) => other.times.length !== times.length || other.times.some((time, frame) => time !== times[frame]),
  );
  if (differing) {
    const message = `Segment ${index}: ${differing.kernel} saw ${differing.times.length} frames, ${first?.kernel ?? ''} ${times.length}, or at other times.`;
    throw new PipelineError('FrameMismatch', message, {
      figures: { frames: times.length, others: differing.times.length },
    });
  }
  const outputs = finished.flatMap(({ kernel, ...output }) => (kernel === undefined ? [] : [{ kernel, ...output }]));
  return { times, outputs };
}

function mismatch({ index, start, end, announcedFrames }: Segment, counts: readonly number[]): PipelineError {
  const message =
    counts.length === 0
      ? `Segment ${index} begins with the frame at ${start ?? 'the start'}, but no such frame can be decoded, wherever decoding begins.`
      : `Segment ${index} should have ${announcedFrames ?? 'an unknown number of'} frames; decoding it gave ${counts.join(', then ')}.`;
  return new PipelineError('FrameMismatch', message, { figures: { start, end, announced: announcedFrames } });
}

function beganInTime({ run: { branch }, firstPts }: Attempt, segment: Segment): boolean {
  // Which key frame comes first isn't known.
  if (branch.pick === 'key') return true;
  const expected = branch.range === 'segment' ? segment.start : segment.warmUpSeek;
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
  // Of all branches, one that sees each frame of the segment, or of its surroundings, tells how far it is.
  const told = attempts.findIndex(({ run }) => run.branch.pick === undefined);
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
        const done = attempt.run.onFrame(pts, pixels);
        count += 1;
        if (index === told) onFrames(count);
        return done;
      };
      await (frames === undefined
        ? readTimes(pipe(times), onFrame)
        : readFrames(pipe(times), pipe(frames), attempt.run.frameBytes, onFrame));
    }
  });
}

import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { acceptedFormats } from '../media/input';
import { probeMedia } from '../media/probe';
import { eachConcurrently } from '../pipeline/concurrently';
import { PipelineError } from '../pipeline/errors';
import type { JobOptions } from '../pipeline/job-options';
import { JobPolicy } from '../pipeline/job-policy';
import type { KeyFrameIndex } from '../pipeline/key-frame-index';
import { type MotionFrame, MotionRecord, type MotionReport } from '../pipeline/motion';
import { MotionMerge } from '../pipeline/motion-merge';
import type { Plan } from '../pipeline/plan';
import { planJob } from '../pipeline/plan-job';
import type { Segment } from '../pipeline/segment';
import { decodeSegment } from './decode-segment';
import { type Footage, fileFootage } from '../kernels/footage';
import type { Tools } from '../kernels/kernel';
import { concatWindows } from '../kernels/source-windows';

/** What is told while motion is looked for. */
export interface Listeners {
  /** Called for every frame of the video, in order. */
  onFrame: (frame: MotionFrame) => void | Promise<void>;
  /** How many frames were looked at, of how many that the container announces. */
  onProgress?: (done: number, total: number) => void;
}

export interface Detected {
  plan: Plan;
  /** Where the video can be cut. */
  index: KeyFrameIndex;
  report: MotionReport;
}

/**
 * Finds what moves in a file on this machine, by the same kernel and the same decisions as a job, without one.
 * @param onFrame called for every frame of the video, in order
 */
export const detectMotion = async (
  tools: Tools,
  path: string,
  options: JobOptions,
  onFrame: Listeners['onFrame'],
): Promise<Detected> => detectMotionIn(tools, await fileFootage(path), { ...options, maxConcurrency: 1 }, { onFrame });

/** The same for footage wherever it lies, with as many segments side by side as the options say. */
export async function detectMotionIn(
  tools: Tools,
  { source, store }: Footage,
  options: JobOptions,
  { onFrame, onProgress }: Listeners,
): Promise<Detected> {
  const { media, index } = await store.relaySource(source, concatWindows, (input) =>
    probeMedia(tools.ffprobe.path, input, source.key, tools.signal),
  );
  checkFormat(media.format, source.key);
  const { plan } = planJob({
    jobId: 'here',
    source,
    media,
    index,
    options: { ...options, kernels: ['motion'] },
    policy: JobPolicy.parse({}),
    buckets: { work: 'here', output: 'here' },
    expiresAt: 1,
  });
  const done = plan.segments.map(() => 0);
  const paths = await eachSegment(tools, plan, options.maxConcurrency, async (segment, own) => {
    const { outputs } = await decodeSegment({ ...own, store }, plan, segment, ['motion'], (frames) => {
      done[segment.index] = frames;
      const sum = done.reduce((all, one) => all + one, 0);
      onProgress?.(Math.min(sum, media.video.frameCount), media.video.frameCount);
    });
    return outputs[0]?.path ?? '';
  });
  return { plan, index, report: await mergeRecords(plan, paths, onFrame) };
}

/** Of a file on this machine ffmpeg makes a video where it can: of a text, too, and of a list of other files. */
function checkFormat(format: string, name: string): void {
  if (format.split(',').some((one) => acceptedFormats.includes(one))) return;
  const message = `"${name}" is no video, but ${format}. Give a file of pictures and sound, as ${acceptedFormats.slice(0, 4).join(', ')} or the like.`;
  throw new PipelineError('NotAVideo', message, { figures: { format } });
}

/** Each segment has a folder of its own. The first failure stops the others, and is thrown when all of them have ended. */
async function eachSegment<T>(
  tools: Tools,
  plan: Plan,
  limit: number,
  work: (segment: Segment, own: Tools) => Promise<T>,
): Promise<T[]> {
  const failed = new AbortController();
  const signal = AbortSignal.any([tools.signal, failed.signal]);
  const underWay: Promise<T>[] = [];
  const one = async (segment: Segment): Promise<T> => {
    const folder = join(tools.folder, `segment-${segment.index}`);
    await mkdir(folder);
    try {
      return await work(segment, { ...tools, folder, signal });
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  };
  try {
    return await eachConcurrently(plan.segments, limit, (segment) => {
      const working = one(segment);
      underWay.push(working);
      return working;
    });
  } finally {
    await Promise.allSettled(underWay);
  }
}

/** @param paths of the segments' records, in order */
async function mergeRecords(
  { media, options }: Plan,
  paths: readonly string[],
  onFrame: Listeners['onFrame'],
): Promise<MotionReport> {
  const merge = new MotionMerge(media, options);
  for (const path of paths) {
    for await (const line of createInterface({ input: createReadStream(path) })) {
      const json: unknown = JSON.parse(line);
      for (const frame of merge.add(MotionRecord.parse(json))) await onFrame(frame);
    }
  }
  const { frames, report } = merge.finish();
  for (const frame of frames) await onFrame(frame);
  return report;
}

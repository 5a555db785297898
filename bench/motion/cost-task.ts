import * as z from 'zod';
import { detectMotion } from '../../container/detect-motion';
import type { Tools } from '../../kernels/kernel';
import { MotionDetector } from '../../kernels/motion/detector';
import { probeMedia } from '../../media/probe';
import { JobOptions, type KernelName } from '../../pipeline/job-options';
import { motionWindow } from '../../pipeline/motion-window';
import { wholePicture } from '../../pipeline/region';
import { leaveFailure, openTools, segmentSeconds, workOnSegment } from '../whole-segment';
import { readSmallFrames } from './rivals/small-frames';

/**
 * What `bench/motion-cost.ts` runs as processes of their own, so that each has its own processor time and memory: the work, the
 * clip, a folder, ffmpeg, ffprobe, threads.
 */
const Arguments = z.tuple([
  z.enum(['motion', 'encode', 'fused', 'kernel']),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.coerce.number().int().positive(),
]);

async function main(args: readonly string[]): Promise<void> {
  const [work, clip, folder, ffmpeg, ffprobe, threads] = Arguments.parse(args);
  const tools = await openTools(folder, { ffmpeg, ffprobe }, threads);
  if (work === 'kernel') console.log(await millisecondsPerFrame(tools, clip));
  else if (work === 'motion') await detectMotion(tools, clip, optionsFor(['motion']), () => undefined);
  else await workOnSegment(tools, clip, optionsFor(work === 'fused' ? ['grayscale', 'motion'] : ['grayscale']));
}

const optionsFor = (kernels: KernelName[]): JobOptions => JobOptions.parse({ kernels, segmentSeconds });

/** Processor time of the detector alone, the compiler's and the garbage collector's included; the frames are in memory. */
async function millisecondsPerFrame({ ffmpeg, ffprobe, signal }: Tools, clip: string): Promise<string> {
  const [{ media }, { width, height, frames }] = await Promise.all([
    probeMedia(ffprobe.path, { url: clip }, clip, signal),
    readSmallFrames(ffmpeg, ffprobe, clip, signal),
  ]);
  const watched = { regions: [wholePicture], masks: [], sensitivity: 1 };
  const detector = new MotionDetector({ width, height, ...watched, window: motionWindow(media) });
  const before = process.cpuUsage();
  for (const [pts, { time, pixels }] of frames.entries()) detector.push(pts, time, pixels, true, true);
  detector.end();
  const { user, system } = process.cpuUsage(before);
  return ((user + system) / 1000 / frames.length).toFixed(4);
}

main(process.argv.slice(2)).catch((error: unknown) => leaveFailure(process.argv[4], error));

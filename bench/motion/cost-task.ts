import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createLog } from '../../aws/log';
import { type Decoding, decodeSegment } from '../../container/decode-segment';
import { detectMotion } from '../../container/detect-motion';
import type { Tools } from '../../kernels/kernel';
import { noModels } from '../../kernels/models/model-files';
import { fileFootage } from '../../kernels/footage';
import { MotionDetector } from '../../kernels/motion/detector';
import { locateFfmpeg, locateFfprobe } from '../../media/locate';
import { probeMedia } from '../../media/probe';
import { JobOptions, type KernelName } from '../../pipeline/job-options';
import { JobPolicy } from '../../pipeline/job-policy';
import { motionWindow } from '../../pipeline/motion-window';
import { planJob } from '../../pipeline/plan-job';
import { wholePicture } from '../../pipeline/region';
import { interruption } from '../interruption';
import { failureFile } from './failure-file';
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

/** One piece, whatever the clip's length. */
const segmentSeconds = 86_400;

async function main(args: readonly string[]): Promise<void> {
  const [work, clip, folder, ffmpegPath, ffprobePath, threads] = Arguments.parse(args);
  // As a task gets them: chosen and tried by who started it.
  const variables = { FFMPEG_PATH: ffmpegPath, FFPROBE_PATH: ffprobePath };
  const surroundings = { variables, packagePath: () => undefined, proven: true };
  const [ffmpeg, ffprobe] = await Promise.all([locateFfmpeg(surroundings), locateFfprobe(surroundings)]);
  const log = createLog('bench', (line) => console.error(line));
  const tools: Tools = { ffmpeg, ffprobe, folder, threads, signal: interruption(), log, models: noModels };
  if (work === 'kernel') console.log(await millisecondsPerFrame(tools, clip));
  else if (work === 'motion') await detectMotion(tools, clip, optionsFor(['motion']), () => undefined);
  else await workOnSegment(tools, clip, work === 'fused' ? ['grayscale', 'motion'] : ['grayscale']);
}

const optionsFor = (kernels: KernelName[]): JobOptions => JobOptions.parse({ kernels, segmentSeconds });

/** What the segment worker does with the clip as its only segment, without the way from and to the object store. */
async function workOnSegment(tools: Tools, clip: string, kernels: KernelName[]): Promise<void> {
  const { source, store } = await fileFootage(clip);
  const { media, index } = await probeMedia(tools.ffprobe.path, { url: clip }, clip, tools.signal);
  const { plan } = planJob({
    ...{ jobId: 'bench', source, media, index, options: optionsFor(kernels), policy: JobPolicy.parse({}) },
    ...{ buckets: { work: 'bench', output: 'bench' }, expiresAt: 1 },
  });
  const decoding: Decoding = { ...tools, store };
  for (const segment of plan.segments) await decodeSegment(decoding, plan, segment, kernels, () => undefined);
}

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

main(process.argv.slice(2)).catch(async (error: unknown) => {
  // Who measures this process reads nothing of what it complains of.
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  await writeFile(join(process.argv[4] ?? '.', failureFile), reason);
  process.exitCode = 1;
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLog } from '../aws/log';
import { type Decoding, decodeSegment } from '../container/decode-segment';
import { fileFootage } from '../kernels/footage';
import type { Tools } from '../kernels/kernel';
import { noModels } from '../kernels/models/model-files';
import { locateFfmpeg, locateFfprobe } from '../media/locate';
import { probeMedia } from '../media/probe';
import type { JobOptions } from '../pipeline/job-options';
import { JobPolicy } from '../pipeline/job-policy';
import { planJob } from '../pipeline/plan-job';
import { interruption } from './interruption';
import { failureFile } from './motion/failure-file';

/** One piece, whatever the clip's length. */
export const segmentSeconds = 86_400;

/** Programs as a task gets them: chosen and tried by who started it. */
export async function openTools(
  folder: string,
  programs: { ffmpeg: string; ffprobe: string },
  threads: number,
): Promise<Tools> {
  const variables = { FFMPEG_PATH: programs.ffmpeg, FFPROBE_PATH: programs.ffprobe };
  const surroundings = { variables, packagePath: () => undefined, proven: true };
  const [ffmpeg, ffprobe] = await Promise.all([locateFfmpeg(surroundings), locateFfprobe(surroundings)]);
  const log = createLog('bench', (line) => console.error(line));
  return { ffmpeg, ffprobe, folder, threads, signal: interruption(), log, models: noModels };
}

/** What the segment worker does with the clip as its only segment, without the way from and to the object store. */
export async function workOnSegment(tools: Tools, clip: string, options: JobOptions): Promise<void> {
  const { source, store } = await fileFootage(clip);
  const { media, index } = await probeMedia(tools.ffprobe.path, { url: clip }, clip, tools.signal);
  const { plan } = planJob({
    ...{ jobId: 'bench', source, media, index, options, policy: JobPolicy.parse({}) },
    ...{ buckets: { work: 'bench', output: 'bench' }, expiresAt: 1 },
  });
  const decoding: Decoding = { ...tools, store };
  for (const segment of plan.segments) await decodeSegment(decoding, plan, segment, options.kernels, () => undefined);
}

/** Who measures a process reads nothing of what it complains of: a file in its folder says why it failed. */
export async function leaveFailure(folder: string | undefined, error: unknown): Promise<void> {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  await writeFile(join(folder ?? '.', failureFile), reason);
  process.exitCode = 1;
}

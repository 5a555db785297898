import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createLog } from '../../aws/log';
import { type Decoding, decodeSegment } from '../../container/decode-segment';
import { fileFootage } from '../../kernels/footage';
import { noModels } from '../../kernels/models/model-files';
import { locateFfmpeg, locateFfprobe } from '../../media/locate';
import { probeMedia } from '../../media/probe';
import { JobOptions } from '../../pipeline/job-options';
import { JobPolicy } from '../../pipeline/job-policy';
import { planJob } from '../../pipeline/plan-job';
import { interruption } from '../interruption';
import { failureFile } from '../motion/failure-file';

/**
 * What `bench/kernels.ts` runs as processes of their own, so that each has its own processor time: options of the job as JSON, the
 * clip, a folder, ffmpeg, ffprobe, threads.
 */
const Arguments = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.coerce.number().int().positive(),
]);

/** One piece, whatever the clip's length. */
const segmentSeconds = 86_400;

/** What the segment worker does with the clip as its only segment, without the way from and to the object store. */
async function main(args: readonly string[]): Promise<void> {
  const [text, clip, folder, ffmpegPath, ffprobePath, threads] = Arguments.parse(args);
  const given = z.looseObject({}).parse(JSON.parse(text));
  const options = JobOptions.parse({ ...given, segmentSeconds });
  // As a task gets them: chosen and tried by who started it.
  const variables = { FFMPEG_PATH: ffmpegPath, FFPROBE_PATH: ffprobePath };
  const surroundings = { variables, packagePath: () => undefined, proven: true };
  const [ffmpeg, ffprobe] = await Promise.all([locateFfmpeg(surroundings), locateFfprobe(surroundings)]);
  const signal = interruption();
  const { source, store } = await fileFootage(clip);
  const { media, index } = await probeMedia(ffprobe.path, { url: clip }, clip, signal);
  const { plan } = planJob({
    ...{ jobId: 'bench', source, media, index, options, policy: JobPolicy.parse({}) },
    ...{ buckets: { work: 'bench', output: 'bench' }, expiresAt: 1 },
  });
  const log = createLog('bench', (line) => console.error(line));
  const decoding: Decoding = { ffmpeg, ffprobe, folder, threads, signal, log, models: noModels, store };
  for (const segment of plan.segments) await decodeSegment(decoding, plan, segment, options.kernels, () => undefined);
}

main(process.argv.slice(2)).catch(async (error: unknown) => {
  // Who measures this process reads nothing of what it complains of.
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  await writeFile(join(process.argv[4] ?? '.', failureFile), reason);
  process.exitCode = 1;
});

import * as z from 'zod';
import { JobOptions } from '../../pipeline/job-options';
import { leaveFailure, openTools, segmentSeconds, workOnSegment } from '../whole-segment';

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

async function main(args: readonly string[]): Promise<void> {
  const [text, clip, folder, ffmpeg, ffprobe, threads] = Arguments.parse(args);
  const given = z.looseObject({}).parse(JSON.parse(text));
  const options = JobOptions.parse({ ...given, segmentSeconds });
  await workOnSegment(await openTools(folder, { ffmpeg, ffprobe }, threads), clip, options);
}

main(process.argv.slice(2)).catch((error: unknown) => leaveFailure(process.argv[4], error));

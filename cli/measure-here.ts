import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import { SFNClient } from '@aws-sdk/client-sfn';
import { openJobTable, openStore } from '../aws/clients';
import { type Stack, startStack } from '../local/stack';
import type { Ffmpeg, Ffprobe } from '../media/locate';
import { run } from '../media/run';
import { ErrorName, PipelineError } from '../pipeline/errors';
import type { JobRecord } from '../pipeline/job';
import { type JobOptions, optionsMetadataKey, writeOptions } from '../pipeline/job-options';
import { jobId } from '../pipeline/keys';
import { followJob } from './follow-job';
import type { MeasuredStretch } from './here-estimate';

/** Seconds of video for each segment of the two stretches: long enough to tell starting from working, short enough to wait for. */
const lengths = { short: 2, long: 7 };

export interface ToMeasure {
  ffmpeg: Ffmpeg;
  ffprobe: Ffprobe;
  /** The container program's bundle. */
  program: string;
  /** Empty. */
  folder: string;
  path: string;
  videoSeconds: number;
  options: JobOptions;
  signal: AbortSignal;
}

/** As many segments at once as `framefleet run` works on where nothing else is said. */
export const atOnceHere = ({ maxConcurrency }: Pick<JobOptions, 'maxConcurrency'>): number =>
  Math.min(maxConcurrency, availableParallelism());

/**
 * Runs two short stretches from the middle of a video through the whole workflow on this machine, as many segments at once as the job
 * would: the real program on the real pictures.
 * @throws PipelineError what the stretch failed with
 */
export async function measureHere(job: ToMeasure): Promise<MeasuredStretch[]> {
  const { ffmpeg, ffprobe, program, folder, videoSeconds } = job;
  const stack = await startStack({ root: folder, program, ffmpegPath: ffmpeg.path, ffprobePath: ffprobe.path });
  try {
    const atOnce = atOnceHere(job.options);
    const long = Math.min(lengths.long * atOnce, videoSeconds);
    const short = Math.min(lengths.short * atOnce, long / 3);
    return [
      await runStretch(stack, job, { from: (videoSeconds - short) / 4, seconds: short, atOnce }),
      await runStretch(stack, job, { from: (videoSeconds - long) / 2, seconds: long, atOnce }),
    ];
  } finally {
    await stack.stop();
  }
}

async function runStretch(
  stack: Stack,
  { ffmpeg, folder, path, options, signal }: ToMeasure,
  { from, seconds, atOnce }: { from: number; seconds: number; atOnce: number },
): Promise<MeasuredStretch> {
  const name = `stretch-${Math.round(seconds * 1000)}${extname(path)}`;
  const stretch = join(folder, name);
  const range = ['-ss', from.toFixed(3), '-i', path, '-t', seconds.toFixed(3)];
  const kept = ['-map', '0:v', '-map', '0:a?', '-dn', '-c', 'copy', '-avoid_negative_ts', 'make_zero'];
  await run(ffmpeg.path, ['-nostdin', '-v', 'error', '-y', ...range, ...kept, stretch], { signal });
  const lengths = { segmentSeconds: Math.max(0.1, seconds / atOnce), maxConcurrency: atOnce };
  const cut: JobOptions = { ...options, ...lengths, maxCostUsd: undefined };
  const stepFunctions = new SFNClient(stack.clients);
  try {
    const metadata = { [optionsMetadataKey]: writeOptions(cut) };
    const described = { contentType: 'application/octet-stream', metadata, signal };
    const version = await openStore(stack.clients).upload(stack.inputBucket, name, { path: stretch }, described);
    const jobs = openJobTable(stack.jobTable, stack.clients);
    const id = jobId(stack.inputBucket, name, version ?? '');
    return measuredOf(await followJob({ jobs, stepFunctions }, id, () => undefined, signal));
  } finally {
    stepFunctions.destroy();
  }
}

/** What a job's record tells of where its time went. */
export function measuredOf({ state, error, media, plan, segments, startedAt, finishedAt }: JobRecord): MeasuredStretch {
  if (state !== 'SUCCEEDED' || !media || !plan || finishedAt === undefined) {
    const name = ErrorName.safeParse(error?.name).data ?? 'TaskCrashed';
    throw new PipelineError(
      name,
      `A stretch of the video was tried, and failed: ${error?.message ?? 'nobody knows why'}`,
    );
  }
  const begun = segments.map((segment) => Date.parse(segment.startedAt));
  const ended = segments.map((segment) => Date.parse(segment.endedAt ?? finishedAt));
  const warmUp = plan.warmUpSeconds / plan.segmentCount;
  return {
    videoSeconds: media.durationSeconds,
    before: (Math.min(...begun) - Date.parse(startedAt)) / 1000,
    segments: segments.map(({ timeRange: { start, end } }, index) => ({
      own: end - start,
      around: warmUp,
      seconds: ((ended[index] ?? 0) - (begun[index] ?? 0)) / 1000,
    })),
    after: (Date.parse(finishedAt) - Math.max(...ended)) / 1000,
  };
}

import { z } from 'zod';
import { PipelineError } from './errors';
import { Region } from './region';

/** What can be done with the frames. Each name is a kernel of container/kernels/. */
export const KernelName = z.enum(['grayscale', 'motion']);
export type KernelName = z.infer<typeof KernelName>;

/** `auto` lets the planner choose; `fused`: one task and one decode per segment; `split`: one task per kernel. */
export const Mode = z.enum(['auto', 'fused', 'split']);
export type Mode = z.infer<typeof Mode>;

/** What the gray video comes in: MP4 plays everywhere, Matroska holds every codec of sound and subtitles. */
export const Container = z.enum(['mp4', 'mkv']);
export type Container = z.infer<typeof Container>;

/** What the owner of a video may choose for one job; the defaults are a stage's. */
export const JobOptions = z.strictObject({
  /** Target length of a segment in seconds. Fargate bills a minute at least, so shorter ones waste money there. */
  segmentSeconds: z.number().min(0.1).max(86_400).default(60),
  /** How many segments may be worked on at once. */
  maxConcurrency: z.number().int().min(1).max(1000).default(40),
  mode: Mode.default('auto'),
  kernels: z
    .array(KernelName)
    .min(1)
    .default(['grayscale', 'motion'])
    .transform((names) => KernelName.options.filter((name) => names.includes(name))),
  /** Where motion counts; empty means the whole picture. */
  regions: z.array(Region).max(50).default([]),
  /** libx264's constant rate factor: 0 is lossless, 51 the worst. */
  crf: z.number().int().min(0).max(51).default(23),
  /** Of the gray video. */
  container: Container.default('mp4'),
});
export type JobOptions = z.infer<typeof JobOptions>;

/** The metadata entry of an uploaded object that carries its options, as JSON: x-amz-meta-framefleet-options. */
export const optionsMetadataKey = 'framefleet-options';

/** S3 keeps at most 2 KB of user metadata per object: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
export const maxOptionsBytes = 2048 - optionsMetadataKey.length;

/**
 * Options as an object's metadata entry carries them.
 * @throws PipelineError InvalidOptions when they don't fit
 */
export function writeOptions(options: JobOptions): string {
  const text = JSON.stringify(options);
  if (text.length > maxOptionsBytes) {
    throw new PipelineError(
      'InvalidOptions',
      `The options take ${text.length} bytes; S3 metadata has room for ${maxOptionsBytes}. Use fewer corners or regions.`,
      { figures: { bytes: text.length, limit: maxOptionsBytes } },
    );
  }
  return text;
}

/**
 * Reads options from an object's metadata; what it doesn't say is as the stage's defaults say.
 * @throws PipelineError InvalidOptions naming each wrong field
 */
export function readOptions(text: string | undefined, defaults: JobOptions): JobOptions {
  // Laid over each other before they are parsed: JobOptions' own defaults would fill what the upload leaves out.
  const Options = z
    .looseObject({})
    .transform((own): z.input<typeof JobOptions> => ({ ...defaults, ...own }))
    .pipe(JobOptions);
  const result = Options.safeParse(parseJson(text ?? '{}'));
  if (result.success) return result.data;
  throw new PipelineError('InvalidOptions', `Options of this upload: ${z.prettifyError(result.error)}`, {
    figures: { options: (text ?? '').slice(0, 500) },
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PipelineError('InvalidOptions', `The options of this upload are no JSON: ${text.slice(0, 200)}`, {
      cause,
    });
  }
}

import * as z from 'zod';

/**
 * The names of everything that can go wrong on purpose. A name is the retry contract: the state machine decides by it
 * (statemachine/retry.ts), never by a message. String literals, because class names don't survive minification.
 */
export const ErrorName = z.enum([
  // Permanent: the same input fails the same way every time.
  'EmptyInput',
  'NotAVideo',
  'NoVideoStream',
  'NoFrames',
  'LimitExceeded',
  'CostLimitExceeded',
  'InvalidOptions',
  'InvalidRegion',
  'InvalidPlan',
  'SourceChanged',
  'FfmpegNotFound',
  'NothingToResume',
  'ModelNotFound',
  'ModelMismatch',
  'InvalidModel',
  'InvalidGallery',
  'RuntimeNotFound',
  // Worth another try: the work may succeed elsewhere or later.
  'SourceUnreadable',
  'StoreUnavailable',
  'FrameMismatch',
  'OutputMismatch',
  'FfmpegFailed',
  'Interrupted',
  'Stalled',
  'DiskFull',
  'TaskCrashed',
]);
export type ErrorName = z.infer<typeof ErrorName>;

const retryable: ReadonlySet<ErrorName> = new Set([
  'SourceUnreadable',
  'StoreUnavailable',
  'FrameMismatch',
  'OutputMismatch',
  'FfmpegFailed',
  'Interrupted',
  'Stalled',
  'DiskFull',
  'TaskCrashed',
]);

export const isRetryable = (name: ErrorName): boolean => retryable.has(name);

/** Exit codes of the container program, after sysexits.h: 65 EX_DATAERR (bad input), 75 EX_TEMPFAIL (try again). */
export const exitCode = { badInput: 65, tryAgain: 75, crash: 1 } as const;

/** Figures that belong to a failure: the value, the limit, the place. Shown to people and written to logs. */
export type Figures = Readonly<Record<string, string | number | boolean | null>>;

export class PipelineError extends Error {
  override readonly name: ErrorName;
  readonly figures: Figures;

  /** @param message what happened, with the value, the limit and the remedy, in words for the owner of the video */
  constructor(name: ErrorName, message: string, options: { figures?: Figures; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = name;
    this.figures = options.figures ?? {};
  }
}

/** What a task leaves behind when it fails: enough to tell which segment, which time range, what ffmpeg said. */
export const TaskFailure = z.object({
  name: z.string(),
  message: z.string(),
  figures: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** Last lines of ffmpeg's standard error; empty when ffmpeg wasn't at fault. */
  ffmpeg: z.array(z.string()),
  task: z.string(),
  /** Index of the segment from 0; null for the concatenation. */
  segment: z.number().int().nonnegative().nullable(),
  segmentCount: z.number().int().positive(),
  /** Seconds from the first video frame, half-open; null for the concatenation. */
  timeRange: z.object({ start: z.number(), end: z.number() }).nullable(),
  /** From 1. */
  attempt: z.number().int().positive(),
  /** ARN of the execution that ran the task: an earlier one's failure is no reason of a later one's. */
  executionId: z.string(),
  failedAt: z.iso.datetime(),
});
export type TaskFailure = z.infer<typeof TaskFailure>;

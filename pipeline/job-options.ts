import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { type KernelName as RegisteredName, kernelNames, kernelOptions } from '../kernels/options';
import { PipelineError } from './errors';
import { layOver } from './lay-over';
import { GivenRegion, Mask, type Region } from './region';

/** What can be done with the frames: each kernel of kernels/registry.ts. */
export const KernelName = z.enum(kernelNames);
export type KernelName = RegisteredName;

/** `auto` lets the planner choose; `fused`: one task and one decode per segment; `split`: one task per kernel. */
export const Mode = z.enum(['auto', 'fused', 'split']);
export type Mode = z.infer<typeof Mode>;

/** Who runs models over pictures: the tasks that decode, or a function of its own for each segment. */
export const Inspect = z.enum(['auto', 'task', 'function']);
export type Inspect = z.infer<typeof Inspect>;

/** What the gray video comes in: MP4 plays everywhere, Matroska holds every codec of sound and subtitles. */
export const Container = z.enum(['mp4', 'mkv']);
export type Container = z.infer<typeof Container>;

/** Those without a name are called by their number; an event must say in which region it was. */
const Regions = z
  .array(GivenRegion)
  .max(50)
  .transform((regions) => regions.map(({ name, ...rest }, index): Region => ({ name: name ?? nameOf(index), ...rest })))
  .superRefine((regions, context) => {
    const names = regions.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) < index);
    if (twice === undefined) return;
    context.addIssue({ code: 'custom', message: `Two regions are called "${twice}"; give each a name of its own` });
  });

const nameOf = (index: number): string => `region-${index + 1}`;

/** US dollars, by the likely estimate. */
export const MaxCostUsd = z.number().positive().max(100_000);

/** What the owner of a video may choose for one job; the defaults are a stage's. */
export const JobOptions = z.strictObject({
  /** Target length of a segment in seconds. Fargate bills a minute at least, so shorter ones waste money there. */
  segmentSeconds: z.number().min(0.1).max(86_400).default(60),
  /** How many segments may be worked on at once. */
  maxConcurrency: z.number().int().min(1).max(1000).default(40),
  mode: Mode.default('auto'),
  inspect: Inspect.default('auto'),
  kernels: z
    .array(KernelName)
    .min(1)
    .default(['grayscale', 'motion'])
    .transform((names) => KernelName.options.filter((name) => names.includes(name))),
  /** Where motion counts; empty means the whole picture. */
  regions: Regions.default([]),
  /** Where nothing counts. */
  masks: z.array(Mask).max(50).default([]),
  ...kernelOptions,
  /** libx264's constant rate factor: 0 is lossless, 51 the worst. */
  crf: z.number().int().min(0).max(51).default(23),
  /** Of the gray video. */
  container: Container.default('mp4'),
  /** What the job may cost: one whose likely estimate is above it is refused before any task starts. A stage may allow less. */
  maxCostUsd: MaxCostUsd.optional(),
});
export type JobOptions = z.infer<typeof JobOptions>;

/** The metadata entry of an uploaded object that carries its options, as JSON: x-amz-meta-framefleet-options. */
export const optionsMetadataKey = 'framefleet-options';

/** S3 keeps at most 2 KB of user metadata per object: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
export const maxOptionsBytes = 2048 - optionsMetadataKey.length;

/** In a header only ASCII is safe. */
const escape = (text: string): string =>
  text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * Options as an object's metadata entry carries them: without what its reader fills in, so that there is room for regions.
 * @param defaults of the stage that will read it
 * @throws PipelineError InvalidOptions when they don't fit
 */
export function writeOptions(options: JobOptions, defaults: JobOptions = JobOptions.parse({})): string {
  const { regions, ...others } = options;
  const short = {
    ...withoutDeeply(others, defaults),
    ...without({ regions: regions.map(shorten) }, { regions: defaults.regions.map(shorten) }),
  };
  return optionsText(short);
}

/**
 * Options as metadata carries them, as they were given: what isn't said is for the stage that reads them.
 * @throws PipelineError InvalidOptions when they don't fit
 */
export function optionsText(given: object): string {
  const text = escape(JSON.stringify(given));
  if (text.length > maxOptionsBytes) {
    throw new PipelineError(
      'InvalidOptions',
      `The options take ${text.length} bytes; S3 metadata has room for ${maxOptionsBytes}. Use fewer corners or regions.`,
      { figures: { bytes: text.length, limit: maxOptionsBytes } },
    );
  }
  return text;
}

/** A region without what it would get anyway. */
function shorten({ name, polygon, ...settings }: Region, index: number): z.input<typeof GivenRegion> {
  return {
    ...without({ name }, { name: nameOf(index) }),
    polygon,
    ...without(settings, GivenRegion.parse({ polygon })),
  };
}

/** The fields that aren't the same in `known`. */
const without = <T extends object>(fields: T, known: { [Key in keyof T]?: unknown }): Partial<T> => {
  const same = new Map<string, unknown>(Object.entries(known));
  return Object.fromEntries(
    Object.entries(fields).filter(([key, value]) => !isDeepStrictEqual(value, same.get(key))),
  ) as Partial<T>;
};

/** The same, and within each kernel's own options, too. */
const withoutDeeply = (fields: Partial<JobOptions>, known: JobOptions): object =>
  Object.fromEntries(
    Object.entries(without(fields, known)).map(([field, value]) => {
      const [own, usual] = [Group.safeParse(value).data, Group.safeParse(Group.parse(known)[field]).data];
      return [field, isKernel(field) && own && usual ? without(own, usual) : value];
    }),
  );

const Group = z.looseObject({});
const isKernel = (field: string): boolean => Object.hasOwn(kernelOptions, field);

/**
 * Reads options from an object's metadata; what it doesn't say is as the stage's defaults say.
 * @throws PipelineError InvalidOptions naming each wrong field
 */
export function readOptions(text: string | undefined, defaults: JobOptions): JobOptions {
  const given = z.looseObject({}).safeParse(parseJson(text ?? '{}'));
  // Laid over each other before they are parsed: JobOptions' own defaults would fill what the upload leaves out.
  const result = given.success ? JobOptions.safeParse(layOver(defaults, given.data)) : given;
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

import * as z from 'zod';
import { kernelOptions } from '../kernels/options';
import { PipelineError } from '../pipeline/errors';
import type { JobOptions } from '../pipeline/job-options';
import { parseMask, parseRegion } from '../pipeline/region';
import { UsageError } from './usage-error';

/** A number as it is typed. */
export const TypedNumber = z.string().trim().min(1).pipe(z.coerce.number());

/** host:port or a URL of HTTP, without a path. */
export const TypedAddress = z
  .string()
  .regex(/^(https?:\/\/)?[^/\s:]+(:\d{1,5})?\/?$/, 'write host:port, or http://host:port')
  .transform((typed) => (typed.includes('://') ? typed : `http://${typed}`).replace(/\/$/, ''));

/** What commander hands over of the options about motion, for every command that has them: texts as typed. */
export const TypedMotion = {
  roi: z.array(z.string()).default([]),
  mask: z.array(z.string()).default([]),
  sensitivity: TypedNumber.optional(),
  minLength: TypedNumber.optional(),
  maxGap: TypedNumber.optional(),
  padBefore: TypedNumber.optional(),
  padAfter: TypedNumber.optional(),
  maxStand: TypedNumber.optional(),
  clips: z.union([z.string(), z.literal(true)]).optional(),
  annotate: z.boolean().optional(),
};
type TypedMotion = z.infer<z.ZodObject<typeof TypedMotion>>;

type GivenJob = z.input<typeof JobOptions>;
export interface GivenMotion {
  regions: GivenJob['regions'];
  masks: GivenJob['masks'];
  motion: Record<string, unknown>;
}

/** What a job takes of them; regions, masks and fields of motion that weren't typed are absent. */
export function readMotion(typed: TypedMotion): GivenMotion {
  const { roi, mask, clips } = typed;
  const motion = {
    sensitivity: typed.sensitivity,
    minLengthSeconds: typed.minLength,
    maxGapSeconds: typed.maxGap,
    padBeforeSeconds: typed.padBefore,
    padAfterSeconds: typed.padAfter,
    maxStandSeconds: typed.maxStand,
    clips: clips === true ? 'copy' : clips,
    annotate: typed.annotate,
  };
  return {
    regions: roi.length === 0 ? undefined : roi.map((text) => refuse('--roi', () => parseRegion(text))),
    masks: mask.length === 0 ? undefined : mask.map((text) => refuse('--mask', () => parseMask(text))),
    motion: Object.fromEntries(Object.entries(motion).filter(([, value]) => value !== undefined)),
  };
}

function refuse<T>(option: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof PipelineError) throw new UsageError(`${option}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Options whose name isn't that of the job's field, by the field. */
const optionNames: Readonly<Record<string, string>> = {
  regions: 'roi',
  masks: 'mask',
  minLengthSeconds: 'minLength',
  maxGapSeconds: 'maxGap',
  padBeforeSeconds: 'padBefore',
  padAfterSeconds: 'padAfter',
  maxStandSeconds: 'maxStand',
  everySeconds: 'every',
  at: 'picturesAt',
  format: 'pictureFormat',
  detector: 'faceDetector',
  embedder: 'faceEmbedder',
  preset: 'facePreset',
};

const isKernel = (field: unknown): boolean => typeof field === 'string' && Object.hasOwn(kernelOptions, field);

/** @throws UsageError naming the option, the value and what would be allowed */
export function refuseUnless<T>(result: z.ZodSafeParseResult<T>, typed: unknown): T {
  if (result.success) return result.data;
  const Values = z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())]).optional());
  const values = Values.parse(typed);
  const complaints = result.error.issues.map(({ path, message }) => {
    const field = String((isKernel(path[0]) ? path[1] : path[0]) ?? path[0] ?? '');
    const name = optionNames[field] ?? field;
    // What only --options can say is called as it is there.
    if (!(name in values)) return `${path.join('.')}: ${message}`;
    return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} "${values[name]?.toString() ?? ''}": ${message}`;
  });
  throw new UsageError(complaints.join('\n'), { cause: result.error });
}

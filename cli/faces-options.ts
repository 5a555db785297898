import * as z from 'zod';
import { FacesOptions } from '../kernels/faces/options';
import { type GivenModel, readGivenModel } from './given-model';
import { TypedNumber } from './typed-options';
import { UsageError } from './usage-error';

/** What commander hands over for `faces enrol`: texts as typed. */
const Typed = z.object({
  detector: z.string().min(1),
  embedder: z.string().min(1),
  out: z.string().min(1),
  preset: z.string().optional(),
  channels: z.string().optional(),
  mean: TypedNumber.optional(),
  std: TypedNumber.optional(),
  size: TypedNumber.optional(),
  threshold: TypedNumber.optional(),
  json: z.boolean().default(false),
});

export interface EnrolOptions {
  detector: GivenModel;
  embedder: GivenModel;
  out: string;
  json: boolean;
  /** How the models are asked, as a job takes it. */
  faces: FacesOptions;
}

/** @throws UsageError naming the option, the value and what would be allowed */
export function parseEnrolOptions(typed: unknown): EnrolOptions {
  const { detector, embedder, out, json, ...asked } = read(Typed, typed, typed);
  return {
    detector: readGivenModel('--detector', detector),
    embedder: readGivenModel('--embedder', embedder),
    out,
    json,
    // Whoever is enrolled was photographed on purpose, however small.
    faces: read(FacesOptions, { ...asked, minSize: 0 }, typed),
  };
}

const TypedList = z.object({ json: z.boolean().default(false) });

export const parseListOptions = (typed: unknown): { json: boolean } => read(TypedList, typed, typed);

/** Each field is called as its option is. */
function read<S extends z.ZodType>(schema: S, given: unknown, typed: unknown): z.infer<S> {
  const { data, error } = schema.safeParse(given);
  if (error === undefined) return data;
  const values = z.record(z.string(), z.union([z.string(), z.boolean()]).optional()).parse(typed);
  const complaints = error.issues.map(({ path, message }) => {
    const option = String(path[0] ?? '');
    return `--${option} "${String(values[option] ?? '')}": ${message}`;
  });
  throw new UsageError(complaints.join('\n'), { cause: error });
}

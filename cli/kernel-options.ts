import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { KernelName } from '../kernels/options';
import { type GivenOptions, layOver } from '../pipeline/lay-over';
import { pinFile } from './pin-file';
import { TypedNumber } from './typed-options';
import { UsageError } from './usage-error';

/** What commander hands over of the options about kernels: texts as typed. */
export const TypedKernels = {
  options: z.string().min(1).optional(),
  every: TypedNumber.optional(),
  picturesAt: z.string().optional(),
  pictureFormat: z.string().optional(),
  bins: TypedNumber.optional(),
  arrow: z.boolean().optional(),
  model: z.string().min(1).optional(),
  names: z.string().min(1).optional(),
  annotateObjects: z.boolean().optional(),
  faceDetector: z.string().min(1).optional(),
  faceEmbedder: z.string().min(1).optional(),
  facePreset: z.string().min(1).optional(),
  gallery: z.string().min(1).optional(),
};
type TypedKernels = z.infer<z.ZodObject<typeof TypedKernels>>;

/**
 * What was said of the kernels, and in --options of anything.
 * @throws UsageError for a file that isn't there, or JSON that is none
 */
export function readKernels(typed: TypedKernels): GivenOptions {
  const { every: everySeconds } = typed;
  const pin = (option: string, text: string | undefined) => (text === undefined ? undefined : pinFile(option, text));
  const said: Partial<Record<KernelName, GivenOptions>> = {
    pictures: { everySeconds, at: typed.picturesAt, format: typed.pictureFormat },
    histogram: { bins: typed.bins, arrow: typed.arrow },
    objects: {
      ...{ everySeconds, annotate: typed.annotateObjects },
      model: pin('--model', typed.model),
      names: typed.names === undefined ? undefined : readNames(typed.names),
    },
    faces: {
      ...{ everySeconds, preset: typed.facePreset },
      detector: pin('--face-detector', typed.faceDetector),
      embedder: pin('--face-embedder', typed.faceEmbedder),
      gallery: pin('--gallery', typed.gallery),
    },
  };
  return layOver(readOptions(typed.options), said);
}

/** `person,car`, or a file with one name in each line. */
const readNames = (text: string): unknown =>
  /^(file:|s3:)|[/\\]|\.\w+$/.test(text) ? pinFile('--names', text) : text.split(',').map((name) => name.trim());

/** JSON, or @file with it. */
function readOptions(text: string | undefined): GivenOptions {
  if (text === undefined) return {};
  const refuse = (why: string, cause: unknown) =>
    new UsageError(`--options "${text.slice(0, 100)}" ${why}. Give JSON such as {"histogram":{"bins":64}}, or @file.`, {
      cause,
    });
  try {
    const document: unknown = JSON.parse(text.startsWith('@') ? readFileSync(text.slice(1), 'utf8') : text);
    return z.record(z.string(), z.unknown()).parse(document);
  } catch (cause) {
    if (cause instanceof z.ZodError) throw refuse('is no JSON object', cause);
    throw refuse(cause instanceof SyntaxError ? 'is no JSON' : `can't be read: ${String(cause)}`, cause);
  }
}

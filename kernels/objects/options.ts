import * as z from 'zod';
import { yoloLayouts } from './layouts';
import { PinnedFile } from '../../pipeline/model';

/** As many as there are in the largest public lists, and a little more. */
export const mostNames = 1000;
const howNames = `Give a list of up to ${mostNames} names, or uri and sha256 of a text file with one in each line`;
const Name = z.string().trim().min(1, 'A name has a letter at least').max(100, 'A name has 100 letters at most');

/** What the owner of a video may choose for the detection of objects. */
export const ObjectsOptions = z.strictObject({
  /** An ONNX model of the YOLO family; must be given where objects are asked for. */
  model: PinnedFile.optional(),
  /** What the model's classes are called, in its order: up to 1000 names, or a text file with one in each line. */
  names: z.union([z.array(Name).min(1, howNames).max(mostNames, howNames), PinnedFile], { error: howNames }).optional(),
  /** A picture is looked at once in so many seconds, from 0.04 to 3600, to the millisecond. */
  everySeconds: z
    .number()
    .min(0.04, 'It goes from 0.04 to 3600 seconds')
    .max(3600, 'It goes from 0.04 to 3600 seconds')
    .multipleOf(0.001, 'It is exact to the millisecond')
    .default(1),
  /** Of the scores, from 0.001 to 1: what scores less isn't told. */
  threshold: z.number().min(0.001).max(1).default(0.25),
  /** From 0 to 1: of two boxes of one class that share more than this part of what they cover, one goes. */
  overlap: z.number().min(0).max(1).default(0.45),
  /** Objects of a picture at most, from 1 to 1000: those with the highest scores. */
  most: z.number().int().min(1).max(1000).default(300),
  /** Sides in pixels of the picture for a model that leaves them open, from 32 to 2048, a multiple of 32. */
  size: z.number().int().min(32).max(2048).multipleOf(32).default(640),
  /** What white is to the model, 1 or 255; a model that takes bytes gets them as they are. */
  scale: z.union([z.literal(1), z.literal(255)]).default(1),
  /** How the model tells its boxes, where its shape leaves it open. */
  layout: z.enum(['auto', ...yoloLayouts]).default('auto'),
  /** Only objects of these classes, by their names; all of them where nothing is said. */
  classes: z.array(Name).min(1).max(mostNames).optional(),
  /** A JPEG of each picture that was looked at, with boxes drawn in. */
  annotate: z.boolean().default(false),
});
export type ObjectsOptions = z.infer<typeof ObjectsOptions>;

/** As a field of a job's options: what isn't said is as by default. */
export const GivenObjectsOptions = ObjectsOptions.prefault({});

import * as z from 'zod';
import { PinnedFile } from '../../pipeline/model';
import { type Preprocessing, Preset, presets } from './presets';

/** What the owner of a video may choose for faces. Nothing is looked for unless the kernel is asked for. */
export const FacesOptions = z.strictObject({
  /** Finds faces: an ONNX model with YuNet's or SCRFD's outputs, five landmarks among them. Needed. */
  detector: PinnedFile.optional(),
  /** Turns the crop of a face into numbers: an ONNX model, [N,3,112,112] to [N,D]. Needed. */
  embedder: PinnedFile.optional(),
  /** People to be recognised, as `framefleet faces enrol` writes them; without it nobody gets a name. */
  gallery: PinnedFile.optional(),
  /** How the embedder wants its pictures, and how alike two faces of one person are to it. */
  preset: Preset.default('sface'),
  /** Order of the embedder's colours; else the preset's. */
  channels: z.enum(['rgb', 'bgr']).optional(),
  /** Subtracted from each level, 0 to 255; else the preset's. */
  mean: z.number().min(0).max(255).optional(),
  /** What the difference is divided by; else the preset's. */
  std: z.number().min(1e-3).max(255).optional(),
  /** Seconds from one picture to the next, to the millisecond. */
  everySeconds: z.number().min(0.04).max(3600).default(1),
  /** Pixels of the pictures' longer side, from which faces are cut; never enlarged. */
  longerSide: z.number().int().min(64).max(4096).default(1280),
  /** Pixels of the detector's square input, where its model leaves that open. */
  size: z.number().int().min(32).max(2048).multipleOf(32).default(640),
  /** Least score of a face, 0 to 1. */
  threshold: z.number().min(0).max(1).default(0.6),
  /** Of two boxes that share more of their union than this, the one with the lower score goes. */
  overlap: z.number().min(0).max(1).default(0.3),
  /** Least cosine between two faces of one person, -1 to 1; else the preset's. */
  similarity: z.number().min(-1).max(1).optional(),
  /** Least height of a face, as a part of the picture's height. */
  minSize: z.number().min(0).max(1).default(0.04),
  /** Faces per picture at most, those with the highest scores. */
  most: z.number().int().min(1).max(1000).default(100),
  /** Whether faces without a name are sorted by who is who. */
  clusters: z.boolean().default(true),
  /** Whether the outputs tell each face's embedding: with it people can be recognised elsewhere. */
  keepEmbeddings: z.boolean().default(false),
});
export type FacesOptions = z.infer<typeof FacesOptions>;

/** As a field of a job's options: what isn't said is as by default. */
export const GivenFacesOptions = FacesOptions.prefault({});

/** What the embedder is given: as the preset says, where nothing else is said. */
export function preprocessingOf({
  preset,
  channels,
  mean,
  std,
}: Pick<FacesOptions, 'preset' | 'channels' | 'mean' | 'std'>): Preprocessing {
  const usual = presets[preset];
  return { channels: channels ?? usual.channels, mean: mean ?? usual.mean, std: std ?? usual.std };
}

export const similarityOf = ({ preset, similarity }: Pick<FacesOptions, 'preset' | 'similarity'>): number =>
  similarity ?? presets[preset].similarity;

import * as z from 'zod';

/** How the pixels of a crop become an embedder's input: (level - mean) / std. */
export const Preprocessing = z.strictObject({
  channels: z.enum(['rgb', 'bgr']),
  /** Level, 0 to 255. */
  mean: z.number(),
  std: z.number().positive(),
});
export type Preprocessing = z.infer<typeof Preprocessing>;

/** Families of embedders. */
export const Preset = z.enum(['sface', 'arcface']);
export type Preset = z.infer<typeof Preset>;

/**
 * `sface`: OpenCV's face_recognition_sface as its FaceRecognizerSF feeds it, with the threshold OpenCV gives for it. The default,
 * because its weights may be used for any purpose. `arcface`: InsightFace's recognition models; those whose graph begins by
 * subtracting the mean take the levels as they are: mean 0, std 1.
 */
export const presets: Readonly<Record<Preset, Preprocessing & { similarity: number }>> = {
  sface: { channels: 'rgb', mean: 0, std: 1, similarity: 0.363 },
  arcface: { channels: 'rgb', mean: 127.5, std: 127.5, similarity: 0.4 },
};

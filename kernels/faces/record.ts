import * as z from 'zod';
import { sixDigits } from '../../pipeline/motion';
import { type Embedding, PackedEmbedding, packEmbedding } from './embedding';
import type { FoundFace, Picture } from './picture';

const Coordinate = z.number();
const Corners = z.tuple([Coordinate, Coordinate, Coordinate, Coordinate]);
const Landmarks = z.array(z.tuple([Coordinate, Coordinate])).length(5);

/** One picture, as tasks leave it in the work bucket. Coordinates are parts of the picture's width and height. */
export const PictureRecord = z.object({
  /** In units of the source's time base. */
  pts: z.number().int(),
  faces: z.array(
    z.object({
      /** x0, y0, x1, y1, within the picture. */
      box: Corners,
      score: z.number(),
      /** Eyes, nose, corners of the mouth; they may lie outside of the picture. */
      landmarks: Landmarks,
      embedding: PackedEmbedding,
    }),
  ),
});
export type PictureRecord = z.infer<typeof PictureRecord>;

/** What a line of the work bucket is written from. */
export type WrittenPicture = z.input<typeof PictureRecord>;

/** A line of the output: one face in one picture. */
export interface FaceLine {
  /** Number of the picture, from 0, those without faces counted. */
  picture: number;
  /** In units of the source's time base. */
  pts: number;
  /** Seconds from the video's first frame. */
  time: number;
  /** Number of the face in its picture, from 0, by score. */
  face: number;
  box: z.infer<typeof Corners>;
  score: number;
  landmarks: z.infer<typeof Landmarks>;
  /** Of the gallery; null: nobody of it. */
  name: string | null;
  /** Cosine to the nearest picture of that person. */
  similarity: number | null;
  /** Number of the unknown person, from 1; null: not sorted, or somebody with a name. */
  cluster: number | null;
  embedding?: string;
}

/** A face with coordinates that fit every size of its picture. */
export function writeFace(
  { width, height }: Picture,
  { box: [left, top, right, bottom], score, landmarks }: FoundFace,
  embedding: Embedding,
): WrittenPicture['faces'][number] {
  const part = (value: number, whole: number) => sixDigits(Math.min(1, Math.max(0, value / whole)));
  return {
    box: [part(left, width), part(top, height), part(right, width), part(bottom, height)],
    score: sixDigits(score),
    landmarks: landmarks.map(([x, y]): [number, number] => [sixDigits(x / width), sixDigits(y / height)]),
    embedding: packEmbedding(embedding),
  };
}

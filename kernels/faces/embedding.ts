import * as z from 'zod';

/** Numbers that tell a face from others, of length 1, so that a product of two is their cosine. All 0: nothing is known. */
export type Embedding = Float32Array;

/** @returns the same direction, of length 1 */
export function unit(values: ArrayLike<number>): Embedding {
  let square = 0;
  for (let index = 0; index < values.length; index += 1) square += (values[index] ?? 0) ** 2;
  const length = Math.sqrt(square);
  if (!(length > 0 && length < Infinity)) return new Float32Array(values.length);
  return Float32Array.from({ length: values.length }, (_, index) => (values[index] ?? 0) / length);
}

/** Cosine of two embeddings. Four sums side by side: none waits for the one before, and the order is always the same. */
export function dot(one: Embedding, other: Embedding): number {
  const { length } = one;
  let [first, second, third, fourth] = [0, 0, 0, 0];
  let index = 0;
  for (; index + 3 < length; index += 4) {
    first += (one[index] ?? 0) * (other[index] ?? 0);
    second += (one[index + 1] ?? 0) * (other[index + 1] ?? 0);
    third += (one[index + 2] ?? 0) * (other[index + 2] ?? 0);
    fourth += (one[index + 3] ?? 0) * (other[index + 3] ?? 0);
  }
  for (; index < length; index += 1) first += (one[index] ?? 0) * (other[index] ?? 0);
  return first + second + (third + fourth);
}

export const isKnown = (embedding: Embedding): boolean => embedding.some((value) => value !== 0);

/** As text: 32-bit floats, little endian, in Base64. */
export function packEmbedding(embedding: Embedding): string {
  const bytes = Buffer.alloc(4 * embedding.length);
  for (const [index, value] of embedding.entries()) bytes.writeFloatLE(value, 4 * index);
  return bytes.toString('base64');
}

/** Reads what packEmbedding has written. */
export const PackedEmbedding = z
  .base64()
  .refine((text) => text !== '' && Buffer.byteLength(text, 'base64') % 4 === 0, 'An embedding is made of 4-byte floats')
  .transform((text): Embedding => {
    const bytes = Buffer.from(text, 'base64');
    return Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(4 * index));
  });

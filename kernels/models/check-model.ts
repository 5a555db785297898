import { stat } from 'node:fs/promises';
import type { ModelFacts } from '../../pipeline/model';
import type { Size } from './letterbox';
import type { ImageModel } from './session';

/**
 * Finds out what a model takes, and that it works.
 * @param path of its file
 * @param size of the pictures that it gets
 * @param threads that it was opened with
 * @param look has it look at one picture, and reads the answer
 */
export async function modelFacts(
  { reference: { role, sha256 } }: ImageModel,
  path: string,
  { width, height }: Size,
  threads: number,
  look: () => Promise<unknown>,
): Promise<ModelFacts> {
  // The first picture takes longer than all that come.
  await look();
  const started = performance.now();
  await look();
  const seconds = (performance.now() - started) / 1000;
  const { size: bytes } = await stat(path);
  return { role, sha256, bytes, width, height, secondsPerPicture: seconds * threads };
}

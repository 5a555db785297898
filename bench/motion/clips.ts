import { readFile, rename, writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import * as z from 'zod';
import type { Ffmpeg } from '../../media/locate';
import { renderScene } from './scenes/render-scene';
import type { Scene } from './scenes/scene';
import { fileNameOf } from './scenes/scenes';
import { Truth } from './scenes/truth';

export interface Clip {
  path: string;
  truth: Truth;
}

const Kept = z.object({ scene: z.unknown(), truth: Truth });

/** A scene's clip and truth from the folder; drawn anew where they aren't there or another scene was drawn. */
export async function clipOf(ffmpeg: Ffmpeg, scene: Scene, folder: string, signal?: AbortSignal): Promise<Clip> {
  const name = join(folder, fileNameOf(scene));
  const path = `${name}.mp4`;
  // As JSON gives it back.
  const plain: unknown = JSON.parse(JSON.stringify(scene));
  const kept = await readFile(`${name}.json`, 'utf8').then(
    (text) => Kept.safeParse(JSON.parse(text)).data,
    () => undefined,
  );
  if (kept && isDeepStrictEqual(kept.scene, plain)) return { path, truth: kept.truth };
  const truth = await renderScene(ffmpeg, scene, `${name}.part.mp4`, signal);
  await rename(`${name}.part.mp4`, path);
  // Written last: where it is, the clip is whole.
  await writeFile(`${name}.json`, JSON.stringify({ scene, truth }));
  return { path, truth };
}

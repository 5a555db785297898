import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IllustrateContext } from '../kernel';
import { hasTiles } from './encoding';
import { areTakenLater } from './kernel';
import { pictureListKey } from './keys';
import { layTiles } from './lay-tiles';
import { findMoments } from './moments';
import { PictureList, listLines, pictureList } from './picture-list';
import { tileBytes, tileSize } from './picture-size';
import { takePictures } from './take-pictures';
import { readTiles, tilesOfSegments } from './tiles';

/** Takes the pictures whose times are known only now; and makes sheet and sprites of the small ones. */
export async function illustrate(context: IllustrateContext): Promise<void> {
  const { plan } = context;
  const options = plan.options.pictures;
  const bytes = tileBytes(tileSize(plan.media.video, options.tileSide));
  if (areTakenLater(options.at)) {
    const moments = await findMoments(context, options.at);
    const paths = await takePictures(context, moments);
    const list = await leaveList(context, moments);
    if (hasTiles(options)) await layTiles(context, list, inTurn(paths, bytes));
    return;
  }
  if (!hasTiles(options)) return;
  const list = await context.readJson(pictureListKey(plan.jobId, plan.name), PictureList);
  const times = list.pictures.map(({ pts }) => pts);
  await layTiles(context, list, tilesOfSegments(context, times, bytes));
}

async function leaveList(context: IllustrateContext, moments: readonly number[]): Promise<PictureList> {
  const { plan, folder } = context;
  const list = pictureList(plan, moments);
  const path = join(folder, 'pictures.json');
  await writeFile(path, [...listLines(list)].join(''));
  await context.leave(pictureListKey(plan.jobId, plan.name), path, 'application/json');
  return list;
}

async function* inTurn(paths: readonly string[], bytes: number): AsyncGenerator<Uint8Array> {
  for (const path of paths) yield* readTiles(path, bytes);
}

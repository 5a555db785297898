import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../media/run';
import { PipelineError } from '../../pipeline/errors';
import { toSeconds } from '../../pipeline/rational';
import type { IllustrateContext } from '../kernel';
import { jpegEncoder } from './encoding';
import { sheetKey, spriteKey, spriteName, spriteTrackKey, spritesPrefix } from './keys';
import { Mosaic } from './mosaic';
import type { PictureList } from './picture-list';
import { type Size, tileSize } from './picture-size';
import { spriteColumns, spriteTrack, spritesOfFile } from './sprite-track';

/** A contact sheet shows the whole video at a glance: of more pictures than this, as many as this, evenly chosen. */
export const mostOnSheet = 100;

/**
 * Makes the contact sheet and the sprites, whichever are wanted, and their track. Two of them are in memory at most.
 * @param tiles small pictures, one for each of the list
 * @throws PipelineError FrameMismatch when there are fewer
 */
export async function layTiles(
  context: IllustrateContext,
  list: PictureList,
  tiles: AsyncIterable<Uint8Array>,
): Promise<void> {
  const { plan, folder } = context;
  const { jobId, name, media, options } = plan;
  const { sheet, sprites, tileSide } = options.pictures;
  const { length } = list.pictures;
  const tile = tileSize(media.video, tileSide);
  const contact = new ContactSheet(tile, length);
  let file = new Mosaic(tile, ...spriteShape(length));
  let count = 0;
  for await (const pixels of tiles) {
    contact.add(count, pixels);
    if (sprites) {
      file.place(count % spritesOfFile, pixels);
      if (count % spritesOfFile === spritesOfFile - 1 || count === length - 1) {
        await leaveJpeg(context, file, spriteKey(jobId, name, Math.floor(count / spritesOfFile)));
        file = new Mosaic(tile, ...spriteShape(length - count - 1));
      }
    }
    count += 1;
    context.report(count);
  }
  if (count !== length) {
    const message = `There are small pictures of ${count} of the ${length} pictures; what tasks have left is incomplete. Start the job anew.`;
    throw new PipelineError('FrameMismatch', message, { figures: { tiles: count, pictures: length } });
  }
  if (sheet) await leaveJpeg(context, contact.mosaic, sheetKey(jobId, name));
  if (!sprites) return;
  const { startPts, endPts, timeBase } = media.video;
  const times = list.pictures.map(({ time }) => time);
  // A name is part of an address here.
  const spriteFolder = spritesPrefix(jobId).slice(jobId.length + 1);
  const track = spriteTrack(
    { times, endSeconds: toSeconds(endPts - startPts, timeBase), tile },
    (sprite) => `${spriteFolder}${encodeURIComponent(spriteName(name, sprite))}`,
  );
  const path = join(folder, 'sprites.vtt');
  await writeFile(path, track);
  await context.leave(spriteTrackKey(jobId, name), path, 'text/vtt; charset=utf-8');
}

class ContactSheet {
  readonly mosaic: Mosaic;
  readonly #shown: number;
  #next = 0;

  constructor(
    tile: Size,
    private readonly pictures: number,
  ) {
    this.#shown = Math.min(mostOnSheet, pictures);
    const columns = Math.max(1, Math.ceil(Math.sqrt(this.#shown)));
    this.mosaic = new Mosaic(tile, columns, Math.max(1, Math.ceil(this.#shown / columns)));
  }

  add(picture: number, pixels: Uint8Array): void {
    if (picture !== Math.floor((this.#next * this.pictures) / this.#shown)) return;
    this.mosaic.place(this.#next, pixels);
    this.#next += 1;
  }
}

/** The last file is as large as it must be. */
function spriteShape(left: number): [columns: number, rows: number] {
  const count = Math.min(Math.max(left, 1), spritesOfFile);
  return [Math.min(count, spriteColumns), Math.ceil(count / spriteColumns)];
}

async function leaveJpeg(context: IllustrateContext, mosaic: Mosaic, key: string): Promise<void> {
  const { plan, folder, ffmpeg, signal } = context;
  const [rawPath, path] = [join(folder, 'mosaic.yuv'), join(folder, 'mosaic.jpg')];
  await writeFile(rawPath, mosaic.pixels);
  const input = ['-f', 'rawvideo', '-pix_fmt', 'yuvj420p', '-s', `${mosaic.width}x${mosaic.height}`, '-i', rawPath];
  const encoder = jpegEncoder(plan.options.pictures.quality);
  const output = ['-vf', 'setsar=1', ...encoder, '-threads', '1', '-frames:v', '1', '-f', 'mjpeg', path];
  await run(ffmpeg.path, ['-nostdin', '-hide_banner', '-v', 'error', '-y', ...input, ...output], { signal });
  await context.leave(key, path, 'image/jpeg');
  await rm(rawPath);
  await rm(path);
}

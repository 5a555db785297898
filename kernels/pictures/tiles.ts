import { open, rm } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { IllustrateContext } from '../kernel';
import { pictureRecordsKey, segmentTilesKey } from './keys';
import { PictureRecord } from './picture-list';

/**
 * Reads small pictures one by one.
 * @param bytes of each
 * @yields a buffer that is used again for the next one
 */
export async function* readTiles(path: string, bytes: number): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  try {
    const tile = new Uint8Array(bytes);
    while ((await file.read(tile, 0, bytes)).bytesRead === bytes) yield tile;
  } finally {
    await file.close();
  }
}

/**
 * The small pictures that the segments' tasks have left, but for those that didn't become pictures of the video. One segment's are
 * on the disk at a time.
 * @param times of the video's pictures, ascending
 */
export async function* tilesOfSegments(
  context: IllustrateContext,
  times: readonly number[],
  bytes: number,
): AsyncGenerator<Uint8Array> {
  const { plan, folder } = context;
  let next = 0;
  for (const { index } of plan.segments) {
    const [recordsPath, tilesPath] = [
      join(folder, `pictures-${index}.ndjson`),
      join(folder, `pictures-${index}.tiles`),
    ];
    await context.downloadWork(pictureRecordsKey(plan.jobId, index), recordsPath);
    const picked: number[] = [];
    for await (const line of createInterface({ input: createReadStream(recordsPath) })) {
      picked.push(PictureRecord.parse(JSON.parse(line) as unknown).pts);
    }
    await rm(recordsPath);
    if (picked.length === 0) continue;
    await context.downloadWork(segmentTilesKey(plan.jobId, index), tilesPath);
    let picture = 0;
    for await (const tile of readTiles(tilesPath, bytes)) {
      if (picked[picture] === times[next] && next < times.length) {
        yield tile;
        next += 1;
      }
      picture += 1;
    }
    await rm(tilesPath);
  }
}

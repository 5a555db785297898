import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readTimes } from '../../media/read-frames';
import { run } from '../../media/run';
import { segmentCommand } from '../../media/segment-command';
import { eachConcurrently } from '../../pipeline/concurrently';
import { PipelineError } from '../../pipeline/errors';
import { toSeconds } from '../../pipeline/rational';
import type { IllustrateContext } from '../kernel';
import { segmentWindows } from '../source-windows';
import { contentTypes, hasTiles, pictureFiles, requireEncoder, tilesPath } from './encoding';
import { pictureKey } from './keys';
import { stretchesOf } from './moments';

/** Uploads at once. */
const transfers = 8;

/**
 * Takes the frames at the given times from the source, and leaves a picture of each.
 * @param moments ascending, in units of the time base
 * @returns the files with small pictures, in their order
 * @throws PipelineError FrameMismatch when the source never gives the very frames
 */
export async function takePictures(context: IllustrateContext, moments: readonly number[]): Promise<string[]> {
  const { plan, index, folder, ffmpeg, signal } = context;
  const { jobId, name, media, options } = plan;
  const { format } = options.pictures;
  await requireEncoder(ffmpeg, format, signal);
  const tiles: string[] = [];
  let [taken, decoded] = [0, 0];
  // Where key frames are far from each other, it takes long until a moment comes: each frame shows that it goes on.
  const onFrame = () => context.report((decoded += 1));
  for (const [number, stretch] of stretchesOf(moments, index.keyFrames, media.video.timeBase).entries()) {
    const place = join(folder, `pictures-${number + 1}`);
    await decodeStretch(context, stretch, place, onFrame);
    const files = (await readdir(place)).filter((file) => join(place, file) !== tilesPath(place)).sort();
    if (files.length !== stretch.length) throw mismatch(stretch, `${files.length} were written`);
    const numbered = files.map((file, picture) => ({ path: join(place, file), number: taken + picture }));
    await eachConcurrently(numbered, transfers, async ({ path, number }) => {
      await context.leave(pictureKey(jobId, name, number, format), path, contentTypes[format]);
      await rm(path);
    });
    if (hasTiles(options.pictures)) tiles.push(tilesPath(place));
    taken += stretch.length;
  }
  return tiles;
}

/** Decoding begins at the key frame before the first moment; where that comes out too late, at an earlier one, and at last at the beginning. */
async function decodeStretch(
  context: IllustrateContext,
  stretch: readonly number[],
  place: string,
  onFrame: () => void,
): Promise<void> {
  const { plan, index, footage, ffmpeg, threads, signal, log } = context;
  const { media, options } = plan;
  const { timeBase, startPts, index: stream } = media.video;
  const [first = 0, last = first] = [stretch[0], stretch.at(-1)];
  const earlier = index.keyFrames.filter((time) => time <= first).slice(1);
  let found: number[] = [];
  for (const seek of new Set([earlier.at(-1) ?? null, earlier.at(-3) ?? null, null])) {
    await rm(place, { recursive: true, force: true });
    await mkdir(place);
    found = [];
    await footage.store.relaySource(footage.source, segmentWindows(plan), async (source) => {
      const segment = {
        ...{
          index: 0,
          start: first,
          end: last + 1,
          seek,
          warmUpSeek: seek,
          lookAheadEnd: last + 1,
          announcedFrames: null,
        },
        timeRange: { start: toSeconds(first - startPts, timeBase), end: toSeconds(last + 1 - startPts, timeBase) },
      };
      const files = pictureFiles(media.video, options.pictures, place);
      const { args, pipes } = segmentCommand({
        ...{ ffmpeg, source, stream, timeBase, segment, seek, threads },
        branches: [
          { range: 'segment', pick: { pts: stretch }, filters: [], output: { kind: 'files', files } },
          { range: 'warmUp', filters: [], output: { kind: 'files', files: [] } },
        ],
      });
      const [picked = 3, all = 5] = pipes.map(({ times }) => times);
      await run(ffmpeg.path, args, {
        signal,
        pipes: [picked, all],
        read: async (pipe) => {
          await Promise.all([readTimes(pipe(picked), (time) => void found.push(time)), readTimes(pipe(all), onFrame)]);
        },
      });
    });
    if (found.length === stretch.length && found.every((time, picture) => time === stretch[picture])) return;
    log.warn('not the frames that pictures were to be taken of; decoding again, from an earlier key frame', { seek });
  }
  throw mismatch(stretch, `${found.length} were found, or at other times`);
}

function mismatch(stretch: readonly number[], what: string): PipelineError {
  const [first = 0, last = first] = [stretch[0], stretch.at(-1)];
  const message = `Of ${stretch.length} pictures from ${first} to ${last} ${what}. The source may be damaged there; take them at 'interval'.`;
  return new PipelineError('FrameMismatch', message, { figures: { first, last, expected: stretch.length } });
}

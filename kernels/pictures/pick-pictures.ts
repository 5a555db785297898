import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Branch } from '../../media/segment-command';
import { PipelineError } from '../../pipeline/errors';
import { pictureGrid } from '../../pipeline/picture-grid';
import type { Plan } from '../../pipeline/plan';
import type { KernelRun, SegmentContext, WorkFile } from '../kernel';
import { contentTypes, hasTiles, pictureFiles, requireEncoder, tilesPath } from './encoding';
import { areTakenLater } from './kernel';
import { pictureRecordsKey, segmentPictureKey, segmentTilesKey } from './keys';
import type { PictureRecord } from './picture-list';
import { tileBytes, tileSize } from './picture-size';

/** Seconds. */
const longerThanAnyVideo = 1e7;

/** Has the pictures of a segment encoded by the process that decodes it. */
export async function pickPictures(context: SegmentContext): Promise<KernelRun> {
  const { plan, segment, folder, ffmpeg, signal } = context;
  const { format } = plan.options.pictures;
  await requireEncoder(ffmpeg, format, signal);
  const times: number[] = [];
  return {
    branch: branchOf(plan, folder),
    frameBytes: 0,
    onFrame: (pts) => void times.push(pts),
    async finish() {
      const picked = areTakenLater(plan.options.pictures.at) ? [] : times;
      const records = picked.map((pts, picture): PictureRecord => ({ pts, segment: segment.index, picture }));
      const path = join(folder, 'pictures.ndjson');
      await writeFile(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
      return {
        path,
        key: pictureRecordsKey(plan.jobId, segment.index),
        contentType: 'application/x-ndjson',
        records: records.length,
        files: await filesOf(context, records.length),
      };
    },
  };
}

function branchOf({ media: { video }, options }: Plan, folder: string): Branch {
  const { at, everySeconds } = options.pictures;
  // The frames that are wanted aren't known yet: the decoder shows one, and nothing is made of it.
  if (areTakenLater(at)) {
    const pick = pictureGrid(video, longerThanAnyVideo);
    return { range: 'segment', pick, filters: [], output: { kind: 'files', files: [] } };
  }
  const pick = at === 'keys' ? 'key' : pictureGrid(video, everySeconds);
  return {
    range: 'segment',
    pick,
    filters: [],
    output: { kind: 'files', files: pictureFiles(video, options.pictures, folder) },
  };
}

/** @throws PipelineError FrameMismatch when the encoders have written other pictures than the decoder has shown */
async function filesOf({ plan, segment, folder }: SegmentContext, count: number): Promise<WorkFile[]> {
  const { jobId, media, options } = plan;
  const { format, tileSide } = options.pictures;
  if (count === 0) return [];
  const names = (await readdir(folder))
    .filter((name) => /^\d{6,}\.\w+$/.test(name))
    .sort((a, b) => parseInt(a) - parseInt(b));
  const tiles = hasTiles(options.pictures)
    ? (await stat(tilesPath(folder))).size / tileBytes(tileSize(media.video, tileSide))
    : count;
  if (names.length !== count || tiles !== count) {
    const message = `Segment ${segment.index}: of ${count} pictures ${names.length} were written, and ${tiles} small ones.`;
    throw new PipelineError('FrameMismatch', message, { figures: { expected: count, pictures: names.length, tiles } });
  }
  const pictures = names.map((name, picture) => ({
    path: join(folder, name),
    key: segmentPictureKey(jobId, segment.index, picture, format),
    contentType: contentTypes[format],
  }));
  if (!hasTiles(options.pictures)) return pictures;
  const key = segmentTilesKey(jobId, segment.index);
  return [...pictures, { path: tilesPath(folder), key, contentType: 'application/octet-stream' }];
}

import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type RawFrame, rawFrames } from '../../media/raw-frames';
import { readTimes } from '../../media/read-frames';
import { run } from '../../media/run';
import { segmentCommand } from '../../media/segment-command';
import { PipelineError } from '../../pipeline/errors';
import { pictureGrid } from '../../pipeline/picture-grid';
import { wholeVideo } from '../../pipeline/segment';
import type { IllustrateContext } from '../kernel';
import { innerFilters } from '../models/letterbox';
import { concatWindows } from '../source-windows';
import { drawObjects } from './draw-objects';
import { encodeJpegs } from './encode-jpegs';
import { annotatedPictureKey, objectsFramesKey } from './keys';
import { ObjectsPicture } from './records';

/** Pictures that may lie on the disk before they are handed over. */
const picturesAtOnce = 50;

/**
 * Makes a JPEG of each picture that was looked at, with boxes and names drawn in. One ffmpeg decodes, we draw, another one encodes; two
 * pictures at most are in memory.
 * @throws PipelineError FrameMismatch when the pictures aren't those of the records
 */
export async function illustrate(context: IllustrateContext): Promise<void> {
  const { plan, folder, ffmpeg, threads, signal, footage } = context;
  const { width, height, timeBase, index: stream } = plan.media.video;
  const recordsPath = join(folder, 'objects.ndjson');
  await context.download(objectsFramesKey(plan.jobId, plan.name), recordsPath);
  const segment = wholeVideo(plan.media);
  const pick = pictureGrid(plan.media.video, plan.options.objects.everySeconds);
  await footage.store.relaySource(footage.source, concatWindows, async (source) => {
    const { args, pipes } = segmentCommand({
      ...{ ffmpeg, source, stream, timeBase, segment, seek: null, threads },
      branches: [
        { range: 'segment', pick, filters: innerFilters({ inner: { width, height } }), output: { kind: 'frames' } },
        // Of all frames, to tell how far it is: pictures may be an hour apart.
        { range: 'segment', filters: [], output: { kind: 'files', files: [] } },
      ],
    });
    const { times = 3, frames = 4 } = pipes[0] ?? {};
    const { times: all = 5 } = pipes[1] ?? {};
    let done = 0;
    await run(ffmpeg.path, args, {
      signal,
      pipes: [times, frames, all],
      read: async (pipe) => {
        const decoded = rawFrames(pipe(times), pipe(frames), width * height * 3);
        await Promise.all([
          leaveDrawn(context, drawn(decoded, recordsPath, { width, height })),
          readTimes(pipe(all), () => context.report((done += 1))),
        ]);
      },
    });
  });
  await rm(recordsPath);
}

/** Reads along in the records. */
async function* drawn(
  decoded: AsyncIterable<RawFrame>,
  recordsPath: string,
  size: { width: number; height: number },
): AsyncGenerator<Uint8Array> {
  const lines = createInterface({ input: createReadStream(recordsPath) })[Symbol.asyncIterator]();
  let picture = 0;
  for await (const { pts, pixels } of decoded) {
    const line = await lines.next();
    const found = line.done === true ? undefined : ObjectsPicture.parse(JSON.parse(line.value) as unknown);
    if (found?.pts !== pts) throw mismatch(picture, `is at ${pts}, in the records at ${found?.pts ?? 'no time'}`);
    drawObjects(pixels, size, found.objects);
    yield pixels;
    picture += 1;
  }
  if ((await lines.next()).done !== true) throw mismatch(picture, 'stands in the records, but not in the source');
}

/** Hands over some at a time: a day's pictures may be more than the disk holds. */
async function leaveDrawn(context: IllustrateContext, all: AsyncGenerator<Uint8Array>): Promise<void> {
  const { jobId, name, media } = context.plan;
  for (let first = 0; ; first += picturesAtOnce) {
    const some = await encodeJpegs(context, media.video, take(all, picturesAtOnce));
    for (const [number, path] of some.entries()) {
      await context.leave(annotatedPictureKey(jobId, name, first + number), path, 'image/jpeg');
      await rm(path);
    }
    if (some.length < picturesAtOnce) return;
  }
}

/** The next ones, without ending the whole. */
async function* take<T>(all: AsyncGenerator<T>, count: number): AsyncGenerator<T> {
  for (let taken = 0; taken < count; taken += 1) {
    const next = await all.next();
    if (next.done === true) return;
    yield next.value;
  }
}

const mismatch = (picture: number, what: string): PipelineError =>
  new PipelineError(
    'FrameMismatch',
    `Picture ${picture} ${what}. The source may be damaged there; go without objects.annotate.`,
    { figures: { picture } },
  );

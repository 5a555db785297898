import { eachConcurrently } from '../../pipeline/concurrently';
import { firstOfCells, pictureGrid } from '../../pipeline/picture-grid';
import type { MergeContext } from '../kernel';
import { areTakenLater } from './kernel';
import { pictureKey, pictureListKey, segmentPictureKey } from './keys';
import { PictureRecord, listLines, pictureList } from './picture-list';

/** Copies at once, and pictures that wait for theirs. */
const copies = 32;
const batchSize = 1000;

/**
 * Numbers the pictures over the whole video and makes outputs of them. A segment's first one counts only when no frame before it was
 * in its cell: then it doesn't matter where the segment begins.
 */
export async function numberPictures(context: MergeContext): Promise<void> {
  const { jobId, name, media, options } = context.plan;
  const { at, everySeconds, format } = options.pictures;
  if (areTakenLater(at)) return;
  const records = parsed(context.records());
  const chosen = at === 'keys' ? records : firstOfCells(pictureGrid(media.video, everySeconds), records);
  const times: number[] = [];
  for await (const batch of inBatches(chosen)) {
    const first = times.length;
    times.push(...batch.map(({ pts }) => pts));
    const numbered = batch.map((record, index) => ({ ...record, number: first + index }));
    await eachConcurrently(numbered, copies, ({ segment, picture, number }) =>
      context.copy(segmentPictureKey(jobId, segment, picture, format), pictureKey(jobId, name, number, format)),
    );
  }
  const key = pictureListKey(jobId, name);
  await context.leave(key, listLines(pictureList(context.plan, times)), 'application/json');
  context.log.info('pictures numbered', { pictures: times.length });
}

async function* parsed(records: AsyncIterable<unknown>): AsyncGenerator<PictureRecord> {
  for await (const record of records) yield PictureRecord.parse(record);
}

async function* inBatches(records: AsyncIterable<PictureRecord>): AsyncGenerator<PictureRecord[]> {
  let batch: PictureRecord[] = [];
  for await (const record of records) {
    batch.push(record);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

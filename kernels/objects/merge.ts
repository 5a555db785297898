import { sixDigits } from '../../pipeline/motion';
import { firstOfCells, pictureGrid } from '../../pipeline/picture-grid';
import { toSeconds } from '../../pipeline/rational';
import type { MergeContext } from '../kernel';
import { objectsFramesKey, objectsKey } from './keys';
import { type ObjectsPicture, ObjectsRecord } from './records';
import { ObjectsSummary } from './summary';

/** Numbers the pictures through, and adds up what is in them. One picture at a time is in memory. */
export async function merge(context: MergeContext): Promise<void> {
  const { plan } = context;
  const { jobId, name, media, options } = plan;
  const { startPts, timeBase } = media.video;
  const summary = new ObjectsSummary();
  await context.leave(objectsFramesKey(jobId, name), lines(), 'application/x-ndjson');
  await context.leave(
    objectsKey(jobId, name),
    [`${JSON.stringify(summary.report(plan), null, 2)}\n`],
    'application/json',
  );

  async function* lines(): AsyncGenerator<string> {
    let picture = 0;
    for await (const { pts, objects } of firstOfCells(
      pictureGrid(media.video, options.objects.everySeconds),
      parsed(),
    )) {
      const time = sixDigits(toSeconds(pts - startPts, timeBase));
      const seen: ObjectsPicture = { picture, pts, time, objects };
      summary.add(seen);
      yield `${JSON.stringify(seen)}\n`;
      picture += 1;
    }
  }

  async function* parsed(): AsyncGenerator<ObjectsRecord> {
    for await (const record of context.records()) yield ObjectsRecord.parse(record);
  }
}

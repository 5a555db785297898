import { createInterface } from 'node:readline';
import type * as z from 'zod';
import { type PageParts, assemblePage, pageLimits } from '../pipeline/assemble-page';
import type { JobRecord } from '../pipeline/job';
import { parseS3Uri } from '../pipeline/keys';
import { MotionFrame, MotionReport } from '../pipeline/motion';
import { type PageData, PageFaces, PageObjects, PagePictures, PageShots } from '../pipeline/page-data';
import { ThinnedMotion } from '../pipeline/thin-motion';
import type { ObjectStore } from './object-store';

/**
 * Reads what a job has left, as far as it is there, and makes a page's data of it.
 * @param hrefOf link from the page to a file that lies beside it
 */
export async function collectPage(
  store: Pick<ObjectStore, 'findJson' | 'open'>,
  record: JobRecord,
  now: Date,
  hrefOf?: (file: string) => string,
): Promise<PageData> {
  const find = <S extends z.ZodType>(kind: string, schema: S): Promise<z.infer<S> | undefined> => {
    const uri = record.outputs[kind];
    if (uri === undefined) return Promise.resolve(undefined);
    const { bucket, key } = parseS3Uri(uri);
    return store.findJson(bucket, key, schema);
  };
  const parts: PageParts = {
    record,
    motion: await collectMotion(store, record, await find('motion', MotionReport)),
    pictures: (await find('pictureList', PagePictures))?.pictures,
    shots: (await find('shots', PageShots))?.shots,
    objects: await find('objects', PageObjects),
    faces: await find('faces', PageFaces),
  };
  return assemblePage(parts, now, hrefOf);
}

async function collectMotion(
  store: Pick<ObjectStore, 'open'>,
  { outputs }: JobRecord,
  report: MotionReport | undefined,
): Promise<PageParts['motion']> {
  const uri = outputs['motionFrames'];
  if (report === undefined || uri === undefined) return undefined;
  const thinned = new ThinnedMotion({
    durationSeconds: report.video.durationSeconds,
    regions: report.regions.slice(0, pageLimits.regions).map(({ name }) => name),
    // Two frames at least fall into each.
    parts: Math.min(pageLimits.parts, Math.max(1, Math.floor(report.video.frameCount / 2))),
    boxes: pageLimits.boxes,
  });
  const { bucket, key } = parseS3Uri(uri);
  const lines = await store.open(bucket, key);
  try {
    for await (const line of createInterface({ input: lines })) thinned.add(MotionFrame.parse(JSON.parse(line)));
  } finally {
    lines.destroy();
  }
  return { report, thinned };
}

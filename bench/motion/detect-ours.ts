import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { detectMotion } from '../../container/detect-motion';
import type { Tools } from '../../kernels/kernel';
import { JobOptions } from '../../pipeline/job-options';
import type { Footage } from './footage';
import type { Detection } from './score';

/** Seconds, longer than any clip: clips aren't cut. */
const onePiece = 86_400;

/** What framefleet finds, by the way of `framefleet motion`. */
export async function detectOurs(tools: Tools, { path, regions, masks, motion }: Footage): Promise<Detection> {
  const folder = await mkdtemp(join(tools.folder, 'motion-'));
  try {
    const frames: Detection['frames'] = [];
    const options = JobOptions.parse({ kernels: ['motion'], segmentSeconds: onePiece, regions, masks, motion });
    const { report } = await detectMotion({ ...tools, folder }, path, options, ({ time, boxes, regions: active }) => {
      const counting = new Set(active.flatMap((region) => region.boxes));
      frames.push({ time, boxes: boxes.filter((_, index) => counting.has(index)) });
    });
    return { events: report.events.map(({ region, start, end }) => ({ region, start, end })), frames };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

import * as z from 'zod';
import { Box } from '../../../pipeline/motion';
import { MotionOptions } from '../../../kernels/motion/options';
import { wholePicture } from '../../../pipeline/region';
import type { Cutout } from './cutout';
import { regionMask } from './region-mask';
import type { Scene } from './scene';

export const TrueEvent = z.object({
  region: z.string(),
  /** Seconds from the first frame, half-open. */
  start: z.number(),
  end: z.number(),
});
export type TrueEvent = z.infer<typeof TrueEvent>;

/** What a clip shows, known because it was drawn. */
export const Truth = z.object({
  events: z.array(TrueEvent),
  /** One per frame of the clip: its time and the visible parts of objects inside the regions. */
  frames: z.array(z.object({ time: z.number(), boxes: z.array(Box) })),
});
export type Truth = z.infer<typeof Truth>;

/** An object this large counts, and a smaller one never does: a fraction of the picture. */
const leastFraction = 0.00016;
/** Of larger ones this much must be inside the region: a quarter, but no more than 60 pixels of 640x360. */
const ownShare = 0.25;
const mostFraction = 60 / (640 * 360);

/** An object is present in a region from this many of its pixels on. */
export function presentFrom(ownPixels: number, picturePixels: number): number {
  return Math.max(leastFraction * picturePixels, Math.min(ownShare * ownPixels, mostFraction * picturePixels));
}

/**
 * Collects what is present while a clip is drawn. An event lasts as long as one object or another is present in its region, moving or
 * not; pauses of at most the scene's `maxGapSeconds` belong to it. Objects that cover each other count in full.
 */
export class TruthKeeper {
  readonly #regions: { name: string; inside: Uint8Array; spans: TrueEvent[] }[];
  readonly #frames: Truth['frames'] = [];

  constructor(private readonly scene: Scene) {
    const regions = scene.regions.length > 0 ? scene.regions : [wholePicture];
    this.#regions = regions.map((region) => {
      const inside = regionMask(scene.width, scene.height, region, scene.masks);
      return { name: region.name, inside, spans: [] };
    });
  }

  beginFrame(time: number): void {
    for (const { spans } of this.#regions) {
      const last = spans.at(-1);
      if (last?.end === Infinity) last.end = time;
    }
    this.#frames.push({ time, boxes: [] });
  }

  /** An object as it was just drawn into this frame. */
  see(cutout: Cutout, ownPixels: number): void {
    const frame = this.#frames.at(-1);
    if (!frame) return;
    const { width, height } = this.scene;
    for (const { name, inside, spans } of this.#regions) {
      const { pixels, box } = cutout.measure(inside);
      if (pixels < presentFrom(ownPixels, width * height)) continue;
      const relative = (pixel: number, of: number) => Math.round((pixel / of) * 1e5) / 1e5;
      const [x0, y0, x1, y1] = box;
      frame.boxes.push([relative(x0, width), relative(y0, height), relative(x1, width), relative(y1, height)]);
      this.#present(name, spans, frame.time);
    }
  }

  #present(region: string, spans: TrueEvent[], time: number): void {
    const last = spans.at(-1);
    const { maxGapSeconds } = MotionOptions.parse(this.scene.motion);
    // An event that is open ends with the next frame, unless something is present there, too.
    if (last && time - last.end <= maxGapSeconds) last.end = Infinity;
    else spans.push({ region, start: time, end: Infinity });
  }

  finish(durationSeconds: number): Truth {
    const events = this.#regions.flatMap(({ spans }) => spans);
    for (const event of events) event.end = Math.min(event.end, durationSeconds);
    return { events: events.sort((a, b) => a.start - b.start), frames: this.#frames };
  }
}

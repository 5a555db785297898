import { MotionOptions } from '../../../kernels/motion/options';
import type { Box } from '../../../pipeline/motion';
import { type Footage, regionsOf } from '../footage';
import type { Detection } from '../score';
import { regionMask } from '../scenes/region-mask';
import { eventsOf } from './events-of';
import { majority, objectsIn } from './objects-in';
import type { Rival } from './rival';
import type { SmallFrames } from './small-frames';

/** What a rival finds in a clip's regions; everything after its foreground is the same for all of them. */
export async function detectAs(
  rival: Rival,
  clip: SmallFrames,
  footage: Footage,
  signal?: AbortSignal,
): Promise<Detection> {
  const { width, height, frames, durationSeconds } = clip;
  const regions = regionsOf(footage).map((region) => ({
    ...{ name: region.name, least: Math.max(4, Math.round(region.minSize * width * height)) },
    inside: regionMask(width, height, region, footage.masks),
    moving: [] as { time: number; moves: boolean }[],
  }));
  const anywhere = Uint8Array.from({ length: width * height }, (_, pixel) =>
    regions.some(({ inside }) => inside[pixel] === 1) ? 1 : 0,
  );
  const boxes: Detection['frames'] = [];
  for (const [index, foreground] of (await rival.foregrounds(clip, signal)).entries()) {
    const time = frames[index]?.time ?? 0;
    const watched = foreground.map((moves, pixel) => moves & (anywhere[pixel] ?? 0));
    const objects = objectsIn(majority(watched, width, height), width).map((object) => ({
      ...object,
      regions: regions.filter(({ inside, least }) => {
        return object.pixels.length >= least && object.pixels.filter((pixel) => inside[pixel] === 1).length >= least;
      }),
    }));
    for (const region of regions) {
      region.moving.push({ time, moves: objects.some((object) => object.regions.includes(region)) });
    }
    const counting = objects.filter((object) => object.regions.length > 0);
    boxes.push({ time, boxes: counting.map(({ box }) => relative(box, width, height)) });
  }
  const { maxGapSeconds } = MotionOptions.parse(footage.motion);
  const events = regions.flatMap(({ name, moving }) => eventsOf(name, moving, durationSeconds, maxGapSeconds));
  return { events, frames: boxes };
}

const relative = ([x0, y0, x1, y1]: readonly [number, number, number, number], width: number, height: number): Box => [
  x0 / width,
  y0 / height,
  x1 / width,
  y1 / height,
];

import { type MotionOptions } from '../../kernels/motion/options';
import { type Mask, type Region, wholePicture } from '../../pipeline/region';
import { boxGrid } from './score';
import { regionMask } from './scenes/region-mask';
import type { Truth } from './scenes/truth';

/** A clip, what is watched in it and what is known to happen there. */
export interface Footage {
  path: string;
  regions: Region[];
  masks: Mask[];
  motion: Partial<MotionOptions>;
  truth: Truth;
}

export const regionsOf = ({ regions }: Pick<Footage, 'regions'>): readonly Region[] =>
  regions.length > 0 ? regions : [wholePicture];

/** 1 where any of the regions is, on the grid on which boxes are compared. */
export function watchedPoints(footage: Footage): Uint8Array {
  const masks = regionsOf(footage).map((region) => regionMask(boxGrid.width, boxGrid.height, region, footage.masks));
  return Uint8Array.from({ length: boxGrid.width * boxGrid.height }, (_, point) =>
    masks.some((mask) => mask[point] === 1) ? 1 : 0,
  );
}

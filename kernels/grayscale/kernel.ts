import { grayKey } from '../../pipeline/keys';
import { megapixelsPerSecond } from '../../pipeline/pixel-rate';
import type { Kernel } from '../kernel';

/** vCPU seconds that x264 takes, veryfast. */
const perMegapixel = 0.01;

/** The video without its colour. Its segments are joined by a task of their own, with the sound of the source. */
export const grayscale: Kernel<undefined> = {
  options: undefined,
  outputs: ({ jobId, name, options }) => ({ gray: grayKey(jobId, name, options.container) }),
  cost: ({ media }) => ({ perVideoSecond: perMegapixel * megapixelsPerSecond(media) }),
  merges: false,
  program: () => import('./program').then(({ program }) => program),
};

import { framesPerSecond, megapixelsPerSecond } from '../../pipeline/pixel-rate';
import type { Kernel } from '../kernel';
import { histogramArrowKey, histogramKey, shotsKey } from './keys';
import { GivenHistogramOptions } from './options';

/** vCPU seconds for making the picture small, for its way to Node and being counted, and for its record. */
const perMegapixel = 0.0004;
const perCountedMegapixel = 0.008;
const perFrame = 0.0003;

/** How often each value occurs, frame by frame and channel by channel, and the shots that can be told from that. */
export const histogram: Kernel<typeof GivenHistogramOptions> = {
  options: GivenHistogramOptions,
  outputs: ({ jobId, name, options }) => ({
    histogram: histogramKey(jobId, name),
    shots: shotsKey(jobId, name),
    ...(options.histogram.arrow ? { histogramArrow: histogramArrowKey(jobId, name) } : {}),
  }),
  cost: ({ options: { histogram }, media }) => {
    const { width, height } = media.video;
    const frames = framesPerSecond(media);
    const shrunk = Math.min(1, (histogram.longerSide ?? Infinity) / Math.max(width, height));
    const counted = (frames * width * height * shrunk ** 2) / 1e6;
    const perVideoSecond =
      perMegapixel * megapixelsPerSecond(media) + perCountedMegapixel * counted + perFrame * frames;
    return { perVideoSecond };
  },
  merges: true,
  program: () => import('./program').then(({ program }) => program),
};

import type { Kernel } from '../../../../kernels/kernel';
import { megapixelsPerSecond } from '../../../../pipeline/pixel-rate';

/** A line for each frame: {"time":0.04,"mean":84.31}. */
export const brightnessKey = (job: string, name: string): string => `${job}/${name}.brightness.ndjson`;

/** How bright each frame is. */
export const brightness: Kernel<undefined> = {
  options: undefined,
  outputs: ({ jobId, name }) => ({ brightness: brightnessKey(jobId, name) }),
  cost: ({ media }) => ({ perVideoSecond: 0.001 * megapixelsPerSecond(media) }),
  merges: true,
  program: () => import('./program').then(({ program }) => program),
};

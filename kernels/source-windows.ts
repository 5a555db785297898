import type { WindowSizes } from '../aws/source-windows';
import type { Plan } from '../pipeline/plan';

const kibibyte = 1024;

/** How an index is looked for: small at first, because one is small; large in the end, for containers without one, which are read as a whole. */
export const probeWindows: WindowSizes = {
  first: 2 * kibibyte,
  growth: 1 / 3,
  most: 8 * kibibyte * kibibyte,
  ahead: false,
};

/**
 * How a segment's task reads its part of the source: half a second of it at a time, so that little is fetched that belongs to
 * the next segment only, and the next half second while this one is decoded.
 */
export function segmentWindows({ source, media }: Pick<Plan, 'source' | 'media'>): WindowSizes {
  const perSecond = source.sizeBytes / Math.max(1, media.durationSeconds);
  const most = Math.min(Math.max(perSecond / 2, 128 * kibibyte), 8 * kibibyte * kibibyte);
  return { first: 2 * kibibyte, growth: 1, most: Math.ceil(most), ahead: true };
}

/** The concatenation reads the source from its beginning to its end, for the sound. */
export const concatWindows: WindowSizes = {
  first: 2 * kibibyte,
  growth: 1,
  most: 8 * kibibyte * kibibyte,
  ahead: true,
};

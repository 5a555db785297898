import type { Kernel } from '../kernels/kernel';
import type { MediaInfo } from './media-info';

/** Null: the video's beginning or end. */
type Time = number | null;

/** What all kernels together need to see for the frames of [start, end): as much as the one that looks the furthest. */
export function framesAround(
  kernels: readonly Pick<Kernel, 'around'>[],
  media: MediaInfo,
  start: Time,
  end: Time,
): { from: Time; to: Time } {
  return kernels.reduce(
    ({ from, to }, kernel) => {
      const own = kernel.around?.(media, start, end) ?? { from: start, to: end };
      return {
        from: from === null || own.from === null ? null : Math.min(from, own.from),
        to: to === null || own.to === null ? null : Math.max(to, own.to),
      };
    },
    { from: start, to: end },
  );
}

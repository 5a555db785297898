import type { VideoStream } from '../pipeline/media-info';
import { grayRange, hasLuma } from './gray-filter';

/** Code points of ISO/IEC 23091-2 by ffprobe's names; the encoder's own names for them differ between versions. */
const primaries: Codes = {
  ...{ bt709: 1, bt470m: 4, bt470bg: 5, smpte170m: 6, smpte240m: 7, film: 8, bt2020: 9, smpte428: 10, smpte431: 11 },
  ...{ smpte432: 12, ebu3213: 22 },
};
const transfers: Codes = {
  ...{
    bt709: 1,
    gamma22: 4,
    bt470m: 4,
    gamma28: 5,
    bt470bg: 5,
    smpte170m: 6,
    smpte240m: 7,
    linear: 8,
    log100: 9,
    log316: 10,
  },
  ...{ 'iec61966-2-4': 11, bt1361e: 12, 'iec61966-2-1': 13, 'bt2020-10': 14, 'bt2020-12': 15, smpte2084: 16 },
  ...{ smpte428: 17, 'arib-std-b67': 18 },
};
const matrices: Codes = {
  ...{ bt709: 1, fcc: 4, bt470bg: 5, smpte170m: 6, smpte240m: 7, ycgco: 8, bt2020nc: 9, bt2020c: 10, smpte2085: 11 },
  ...{ 'chroma-derived-nc': 12, 'chroma-derived-c': 13, ictcp: 14 },
};
type Codes = Readonly<Record<string, number>>;

/** What the conversion from RGB computes luma by, unless it is told. */
const matrixFromRgb = matrices.smpte170m;

type Tagged = Pick<
  VideoStream,
  | 'height'
  | 'rotation'
  | 'pixelFormat'
  | 'colorRange'
  | 'colorPrimaries'
  | 'colorTransfer'
  | 'colorMatrix'
  | 'fieldOrder'
> &
  Partial<Pick<VideoStream, 'codec'>>;

/** What a codec's own specification says where nothing is told: VP8 knows one matrix (RFC 6386, 9.2). */
const impliedMatrix: Readonly<Record<string, string>> = { vp8: 'bt470bg' };

/**
 * How the picture is to be read, told twice: newer versions of ffmpeg take it from the frames, older ones from the
 * encoder's options alone. Told outright, it is the same in every segment, whatever their first frames say.
 */
export function pictureTags(video: Tagged): { filter: string; encoder: string[] } {
  const code = (codes: Codes, name: string | undefined) => (name === undefined ? undefined : codes[name]);
  const matrix = hasLuma(video.pixelFormat)
    ? code(matrices, video.colorMatrix ?? impliedMatrix[video.codec ?? ''])
    : matrixFromRgb;
  const tags = [
    ['range', 'color_range', grayRange(video) === 'pc' ? 2 : 1],
    ['color_primaries', 'color_primaries', code(primaries, video.colorPrimaries)],
    ['color_trc', 'color_trc', code(transfers, video.colorTransfer)],
    ['colorspace', 'colorspace', matrix],
  ] as const;
  const told = tags.filter(([, , value]) => value !== undefined);
  return {
    filter: `setparams=${told.map(([parameter, , value]) => `${parameter}=${value ?? ''}`).join(':')}`,
    encoder: [...told.flatMap(([, option, value]) => [`-${option}`, String(value)]), ...fieldOptions(video)],
  };
}

/**
 * Fields are coded as fields, and players are told to take them apart, the one that is shown first before the other.
 * H.264 has no fields in heights that can't be divided by 4, and a picture that is turned has none. x264 loses pixels
 * where it skips fields in haste, even when it should be lossless.
 */
function fieldOptions({ fieldOrder, height, rotation }: Tagged): string[] {
  if (fieldOrder === undefined || fieldOrder === 'progressive' || height % 4 !== 0 || rotation !== 0) return [];
  const order = fieldOrder.startsWith('t') ? 'tff=1' : 'bff=1';
  return ['-flags', '+ilme+ildct', '-x264-params', `${order}:no-fast-pskip=1`];
}

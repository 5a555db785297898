import { type Box, sixDigits } from '../../pipeline/motion';

export interface Size {
  width: number;
  height: number;
}

/** How a picture lies in the one that a model takes: as large as it fits, in the middle, with borders. In pixels of the latter. */
export interface Letterbox {
  /** Of the model's picture. */
  input: Size;
  /** Of the picture within it. */
  inner: Size;
  left: number;
  top: number;
}

/** How numbers from 0 to 255 become those that a model wants: (number - subtract) / divide. Bytes are left as they are. */
export interface Normalization {
  subtract: number;
  divide: number;
  /** Of the channels. */
  order?: 'rgb' | 'bgr';
}

/** The gray of the borders with which YOLO models are trained. */
const border = 114;

/** As Ultralytics' own programs do it, to the pixel: half a pixel more is on the right and at the bottom. */
export function letterbox(picture: Size, input: Size): Letterbox {
  const scale = Math.min(input.width / picture.width, input.height / picture.height);
  const fit = (side: number, most: number) => Math.min(most, Math.max(1, Math.round(side * scale)));
  const inner = { width: fit(picture.width, input.width), height: fit(picture.height, input.height) };
  return {
    input,
    inner,
    left: Math.floor((input.width - inner.width) / 2),
    top: Math.floor((input.height - inner.height) / 2),
  };
}

/** Filters that make the inner picture, as red, green and blue bytes pixel by pixel. Without shortcuts, so that it is the same everywhere. */
export const innerFilters = ({ inner }: Pick<Letterbox, 'inner'>): string[] => [
  `scale=${inner.width}:${inner.height}:flags=bilinear+accurate_rnd+full_chroma_int+bitexact`,
  'format=rgb24',
];

/**
 * Lays the picture into the model's: a plane of each colour, borders around.
 * @param pixels rgb24, of the inner size
 * @param planes of three times the input's size; all of it is written
 */
export function fillPlanes(
  pixels: Uint8Array,
  { input, inner, left, top }: Letterbox,
  { subtract, divide, order = 'rgb' }: Normalization,
  planes: Float32Array | Uint8Array,
): void {
  const levels = levelsOf(planes instanceof Float32Array ? { subtract, divide } : { subtract: 0, divide: 1 });
  const plane = input.width * input.height;
  planes.fill(levels[border] ?? 0);
  for (let channel = 0; channel < 3; channel += 1) {
    const start = (order === 'rgb' ? channel : 2 - channel) * plane;
    for (let row = 0; row < inner.height; row += 1) {
      let from = row * inner.width * 3 + channel;
      const to = start + (row + top) * input.width + left;
      for (let column = 0; column < inner.width; column += 1, from += 3) {
        planes[to + column] = levels[pixels[from] ?? 0] ?? 0;
      }
    }
  }
}

/** What each byte becomes. */
const levelsOf = ({ subtract, divide }: Normalization): Float32Array =>
  Float32Array.from({ length: 256 }, (_, level) => (level - subtract) / divide);

/** A box in pixels of the model's picture, as fractions of the source's: what lies on the borders is cut off. */
export function relativeBox({ inner, left, top }: Letterbox, [x0, y0, x1, y1]: Box): Box {
  const along = (at: number, start: number, side: number) => sixDigits(Math.min(1, Math.max(0, (at - start) / side)));
  return [
    along(x0, left, inner.width),
    along(y0, top, inner.height),
    along(x1, left, inner.width),
    along(y1, top, inner.height),
  ];
}

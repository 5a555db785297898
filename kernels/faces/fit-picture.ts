import type { Picture } from './picture';
import type { Preprocessing } from './presets';

/** Looked up once, not for every pixel. */
const { floor, max, min, round } = Math;

/** Where a picture lies in a model's input, in the upper left corner, as both families of detectors were taught. */
export interface Fitted {
  /** Planar floats [3, height, width]; black where there is no picture. */
  tensor: Float32Array;
  /** Pixels of the input per pixel of the picture, across and down. */
  scaleX: number;
  scaleY: number;
}

/**
 * Makes a picture as large as fits into a model's input, bilinearly, keeping its shape.
 * @param tensor is written over, so that it can be used again
 */
export function fitPicture(
  { width, height, pixels }: Picture,
  into: { width: number; height: number; tensor: Float32Array },
  { channels, mean, std }: Preprocessing,
): Fitted {
  const { tensor } = into;
  const scale = min(into.width / width, into.height / height);
  const columns = max(1, min(into.width, round(width * scale)));
  const rows = max(1, min(into.height, round(height * scale)));
  const plane = into.width * into.height;
  tensor.fill((0 - mean) / std);
  const across = taps(width, columns);
  const down = taps(height, rows);
  for (let channel = 0; channel < 3; channel += 1) {
    const target = (channels === 'rgb' ? channel : 2 - channel) * plane;
    for (let y = 0; y < rows; y += 1) {
      const upper = (down.first[y] ?? 0) * width;
      const lower = (down.second[y] ?? 0) * width;
      const v = down.weight[y] ?? 0;
      for (let x = 0; x < columns; x += 1) {
        const [left, right, u] = [across.first[x] ?? 0, across.second[x] ?? 0, across.weight[x] ?? 0];
        const above = mix(pixels[3 * (upper + left) + channel], pixels[3 * (upper + right) + channel], u);
        const below = mix(pixels[3 * (lower + left) + channel], pixels[3 * (lower + right) + channel], u);
        tensor[target + y * into.width + x] = (above + (below - above) * v - mean) / std;
      }
    }
  }
  return { tensor, scaleX: columns / width, scaleY: rows / height };
}

const mix = (a = 0, b = 0, part: number): number => a + (b - a) * part;

/** For each pixel of a line of `to`, the two of `from` pixels it lies between, and how near it is to the second. */
function taps(from: number, to: number): { first: Int32Array; second: Int32Array; weight: Float64Array } {
  const [first, second, weight] = [new Int32Array(to), new Int32Array(to), new Float64Array(to)];
  for (let index = 0; index < to; index += 1) {
    const at = max(0, min(from - 1, ((index + 0.5) * from) / to - 0.5));
    first[index] = floor(at);
    second[index] = min(from - 1, floor(at) + 1);
    weight[index] = at - floor(at);
  }
  return { first, second, weight };
}

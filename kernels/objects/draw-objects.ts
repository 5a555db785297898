import type { Size } from '../models/letterbox';
import { lettersOf, letterHeight, letterWidth } from './letters';
import type { SeenObject } from './records';

type Color = readonly [red: number, green: number, blue: number];
const black: Color = [0, 0, 0];

/** Draws boxes with name and score into a picture, rgb24; the one of which the model is most sure comes on top. */
export function drawObjects(pixels: Uint8Array, size: Size, objects: readonly SeenObject[]): void {
  const longer = Math.max(size.width, size.height);
  const side = Math.max(1, Math.round(longer / 500));
  const dot = Math.max(1, Math.round(longer / 320));
  for (const { box, class: number, name, score } of [...objects].reverse()) {
    const [left, top, right, bottom] = [
      Math.round(box[0] * size.width),
      Math.round(box[1] * size.height),
      Math.round(box[2] * size.width),
      Math.round(box[3] * size.height),
    ];
    const color = colorOf(number);
    fill(pixels, size, left, top, right, top + side, color);
    fill(pixels, size, left, bottom - side, right, bottom, color);
    fill(pixels, size, left, top, left + side, bottom, color);
    fill(pixels, size, right - side, top, right, bottom, color);
    label(pixels, size, `${name} ${score.toFixed(2)}`, { left, top, dot, color });
  }
}

/** Above the box where there is room, else within it. */
function label(
  pixels: Uint8Array,
  size: Size,
  text: string,
  { left, top, dot, color }: { left: number; top: number; dot: number; color: Color },
): void {
  const letters = lettersOf(text);
  const [width, height] = [((letterWidth + 1) * letters.length + 1) * dot, (letterHeight + 2) * dot];
  const x = Math.max(0, Math.min(left, size.width - width));
  const y = top >= height ? top - height : top;
  fill(pixels, size, x, y, x + width, y + height, color);
  for (const [place, letter] of letters.entries()) {
    for (const [row, column] of letter) {
      const [dotX, dotY] = [x + (1 + place * (letterWidth + 1) + column) * dot, y + (1 + row) * dot];
      fill(pixels, size, dotX, dotY, dotX + dot, dotY + dot, black);
    }
  }
}

function fill(
  pixels: Uint8Array,
  { width, height }: Size,
  left: number,
  top: number,
  right: number,
  bottom: number,
  [red, green, blue]: Color,
): void {
  for (let y = Math.max(0, top); y < Math.min(height, bottom); y += 1) {
    const end = 3 * (y * width + Math.min(width, right));
    for (let at = 3 * (y * width + Math.max(0, left)); at < end; at += 3) {
      pixels[at] = red;
      pixels[at + 1] = green;
      pixels[at + 2] = blue;
    }
  }
}

/** Bright, and far from those of the classes before: each is the golden angle further on the circle of hues. */
export function colorOf(number: number): Color {
  const hue = (number * 137.508) % 360;
  const channel = (offset: number) => {
    const place = (offset + hue / 60) % 6;
    return Math.round(255 * (1 - 0.75 * Math.max(0, Math.min(place, 4 - place, 1))));
  };
  return [channel(5), channel(3), channel(1)];
}

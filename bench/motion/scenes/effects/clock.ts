import type { EffectOf } from '../scene';
import type { Layer } from './layer';

/** Rows of the digits' 3x5 dots, top first. */
const glyphs: Readonly<Record<string, readonly number[]>> = {
  '0': [7, 5, 5, 5, 7],
  '1': [2, 6, 2, 2, 7],
  '2': [7, 1, 7, 4, 7],
  '3': [7, 1, 7, 1, 7],
  '4': [5, 5, 7, 1, 1],
  '5': [7, 4, 7, 1, 7],
  '6': [7, 4, 7, 5, 7],
  '7': [7, 1, 2, 2, 2],
  '8': [7, 5, 7, 5, 7],
  '9': [7, 5, 7, 1, 7],
  ':': [0, 2, 0, 2, 0],
  '.': [0, 0, 0, 0, 2],
};

/** Width of what `clock` writes, in heights of its digits. */
export const clockWidth = (11 * 4) / 5;

/** A clock that recorders write into the picture, hundredths and all. */
export const clock = ({ x, y, height }: EffectOf<'clock'>): Layer => ({
  burnIn: (frame, width, time) => {
    const dot = height / 5;
    const text = new Date(Math.round(time * 1000)).toISOString().slice(11, 22);
    for (const [place, letter] of Array.from(text).entries()) {
      for (const [row, bits] of (glyphs[letter] ?? []).entries()) {
        for (const column of [0, 1, 2]) {
          const left = Math.round(x + (place * 4 + column) * dot);
          const lit = (bits >> (2 - column)) & 1;
          for (let py = Math.round(y + row * dot); py < Math.round(y + (row + 1) * dot); py += 1) {
            frame.fill(lit ? 235 : 20, py * width + left, py * width + Math.round(left + dot));
          }
        }
      }
    }
  },
});

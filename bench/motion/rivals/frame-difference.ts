import type { Rival } from './rival';

/** Frames between the two that are compared, and gray levels by which a pixel must differ. */
const lag = 3;
const threshold = 15;

export const frameDifference: Rival = {
  name: 'difference',
  foregrounds: ({ frames }) =>
    Promise.resolve(
      frames.map(({ pixels }, index) => {
        const earlier = frames[Math.max(0, index - lag)]?.pixels ?? pixels;
        return pixels.map((level, pixel) => (Math.abs(level - (earlier[pixel] ?? 0)) > threshold ? 1 : 0));
      }),
    ),
};

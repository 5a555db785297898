import type { Box } from '../../pipeline/motion';

/** A picture in memory. */
export interface Picture {
  width: number;
  height: number;
  /** rgb24, row by row. */
  pixels: Uint8Array;
}

/** In pixels, from the upper left corner. */
export type Point = readonly [x: number, y: number];

/** A face in a picture, in pixels of that picture. */
export interface FoundFace {
  box: Box;
  /** 0 to 1. */
  score: number;
  /** The eye, left in the picture, the other one, the tip of the nose, both corners of the mouth in the same order. */
  landmarks: readonly Point[];
}

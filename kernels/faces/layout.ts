import type { Output } from '../models/session';
import type { FoundFace } from './picture';
import type { Preprocessing } from './presets';

/** Detectors say where faces are for every cell of three grids: a cell's side in pixels of the input. */
export const strides = [8, 16, 32] as const;

/** How a family of detectors is asked, and how its answers are read. */
export interface Layout {
  name: 'yunet' | 'scrfd';
  input: Preprocessing;
  /**
   * @param size of the input, in pixels
   * @returns faces with at least the threshold's score, in pixels of the input, several for one face; undefined when outputs are missing
   */
  decode(
    outputs: readonly Output[],
    size: { width: number; height: number },
    threshold: number,
  ): FoundFace[] | undefined;
}

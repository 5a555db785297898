import { boxCenter } from './box';
import type { Box } from './motion';
import type { Track } from './track';

/** So many seconds before and after a moment, and so far around a place, in widths of the picture, is looked for clutter. */
export const clutterSeconds = 10;
const reach = 0.15;
/** Clutter is small, a fraction of the picture, and goes nowhere: hardly farther than its own size, or to and fro. */
const clutter = { area: 0.0015, frames: 3, travelled: 2, directness: 0.6 };
/** So many of them make a place cluttered. */
const leastTracks = 8;
/** There, a thing must be so many times as large as four fifths of the clutter. */
const timesLarger = 4;
const quantile = 0.8;

/**
 * Places full of small things that glitter and go nowhere, like water or wet leaves: among them only what is larger is told from
 * them. Asked for moments that don't go back.
 */
export class Clutter {
  #second = -Infinity;
  readonly #known = new Map<string, number>();

  constructor(private readonly aspect: number) {}

  /** How large a thing must be to count at a place, as a fraction of the picture; 0 where there is no clutter. */
  leastArea(tracks: readonly Track[], box: Box, time: number): number {
    const second = Math.floor(time);
    if (second !== this.#second) this.#known.clear();
    this.#second = second;
    const place = boxCenter(box, this.aspect).map((at) => Math.floor(at / (reach / 2)));
    const key = place.join();
    const known = this.#known.get(key) ?? this.#measure(tracks, place, second);
    this.#known.set(key, known);
    return known;
  }

  #measure(tracks: readonly Track[], place: readonly number[], second: number): number {
    const [x = 0, y = 0] = place.map((at) => (at + 0.5) * (reach / 2));
    const areas = tracks
      .filter((track) => track.last >= second - clutterSeconds && track.start <= second + clutterSeconds)
      .filter(isClutter)
      .filter(({ box }) => {
        const [trackX, trackY] = boxCenter(box, this.aspect);
        return Math.hypot(trackX - x, trackY - y) <= reach;
      })
      .map(({ area }) => area)
      .sort((a, b) => a - b);
    return areas.length < leastTracks ? 0 : timesLarger * (areas[Math.floor(areas.length * quantile)] ?? 0);
  }
}

const isClutter = ({ movingFrames, area, travelled, directness }: Track): boolean =>
  movingFrames >= clutter.frames &&
  area <= clutter.area &&
  (travelled <= clutter.travelled || directness <= clutter.directness);

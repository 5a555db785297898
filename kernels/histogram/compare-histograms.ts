/** Into so many bins colours are sorted when frames are compared: finer ones would see noise. */
const comparedBins = 16;

/**
 * Each bin is spread over its neighbours: where light changes a little, an evenly coloured ground goes from one bin to the next as a
 * whole, and that mustn't look like another picture.
 */
const spread: readonly number[] = [1 / 9, 2 / 9, 3 / 9, 2 / 9, 1 / 9];

/** A frame's counts as fractions of each channel, coarse and blurred, for comparing. */
export type Outline = Float64Array;

/** The same outline comes of the same frame, whatever the number of bins that were counted. */
export function outlineOf(counts: Uint32Array, bins: number): Outline {
  const perBin = bins / comparedBins;
  const coarse = new Float64Array(counts.length / perBin);
  for (const [index, count] of counts.entries()) {
    const bin = Math.floor(index / perBin);
    coarse[bin] = (coarse[bin] ?? 0) + count;
  }
  const outline = new Float64Array(coarse.length);
  for (let start = 0; start < coarse.length; start += comparedBins) {
    const channel = coarse.subarray(start, start + comparedBins);
    const total = channel.reduce((sum, count) => sum + count, 0);
    for (const [bin, count] of channel.entries()) {
      if (count === 0) continue;
      for (const [place, part] of spread.entries()) {
        // What would lie beyond the darkest or the brightest bin stays in it.
        const at = start + Math.min(comparedBins - 1, Math.max(0, bin + place - 2));
        outline[at] = (outline[at] ?? 0) + (part * count) / total;
      }
    }
  }
  return outline;
}

/** The part of the pixels that have another colour, on average over the channels: from 0 (alike) to 1 (nothing in common). */
export function distance(one: Outline, other: Outline): number {
  let sum = 0;
  for (let bin = 0; bin < one.length; bin += 1) sum += Math.abs((one[bin] ?? 0) - (other[bin] ?? 0));
  const channels = one.length / comparedBins;
  return Math.min(1, sum / (2 * channels));
}

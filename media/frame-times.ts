import type { Rational } from '../pipeline/rational';
import { readPackets } from './key-frame-index';

/** MP4 writes times in 1/timescale s; below this, players round to milliseconds somewhere and frames drift. */
const leastTimescale = 10_000;

/** A track timescale in which every time of the source is a whole number: the time base's denominator or a multiple. */
export const trackTimescale = ({ denominator }: Rational): number =>
  denominator * Math.max(1, Math.ceil(leastTimescale / denominator));

/** Presentation times of a file of ours, ascending, from its first frame on, in units of the source's time base. */
export async function readFrameTimes(
  ffprobe: string,
  path: string,
  timeBase: Rational,
  signal?: AbortSignal,
): Promise<number[]> {
  const packets = await readPackets(ffprobe, { url: path }, 0, signal);
  const ticks = packets.map(({ pts }) => pts ?? NaN).sort((a, b) => a - b);
  const ticksPerUnit = (timeBase.numerator * trackTimescale(timeBase)) / timeBase.denominator;
  return ticks.map((tick) => (tick - (ticks[0] ?? 0)) / ticksPerUnit);
}

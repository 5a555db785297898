import { createInterface } from 'node:readline';
import type { Rational } from '../pipeline/rational';
import { run } from './run';

/** MP4 writes times in 1/timescale s; below this, players round to milliseconds somewhere and frames drift. */
const leastTimescale = 10_000;

/** A track timescale in which every time of the source is a whole number: the time base's denominator or a multiple. */
export const trackTimescale = ({ denominator }: Rational): number =>
  denominator * Math.max(1, Math.ceil(leastTimescale / denominator));

/**
 * When each frame of a file of ours is shown, ascending, in ticks of its track; read without decoding. A frame that
 * an edit list hides isn't there. Numbers alone in one block of memory: a day of video has five million.
 * @param onTick told how many there are so far
 */
export async function readTicks(
  ffprobe: string,
  path: string,
  signal?: AbortSignal,
  onTick: (count: number) => void = () => undefined,
): Promise<Float64Array> {
  let ticks = new Float64Array(1024);
  let count = 0;
  const entries = ['-select_streams', 'v:0', '-show_entries', 'packet=pts,flags', '-of', 'csv=p=0'];
  await run(ffprobe, ['-v', 'error', '-protocol_whitelist', 'file', ...entries, path], {
    signal,
    pipes: [1],
    read: async (pipe) => {
      for await (const line of createInterface({ input: pipe(1) })) {
        const [pts = '', flags = ''] = line.split(',', 2);
        if (flags === '' || flags.includes('D')) continue;
        if (count === ticks.length) {
          const grown = new Float64Array(2 * count);
          grown.set(ticks);
          ticks = grown;
        }
        ticks[count] = Number(pts);
        count += 1;
        onTick(count);
      }
    },
  });
  return ticks.subarray(0, count).sort();
}

/** Presentation times of an MP4 of ours, ascending, from its first frame on, in units of the source's time base. */
export async function readFrameTimes(
  ffprobe: string,
  path: string,
  timeBase: Rational,
  signal?: AbortSignal,
): Promise<number[]> {
  const ticks = await readTicks(ffprobe, path, signal);
  const ticksPerUnit = (timeBase.numerator * trackTimescale(timeBase)) / timeBase.denominator;
  return Array.from(ticks, (tick) => (tick - (ticks[0] ?? 0)) / ticksPerUnit);
}

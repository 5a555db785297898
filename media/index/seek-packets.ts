import { type Limits, highestLimits } from '../../pipeline/limits';
import { type Rational, toSeconds } from '../../pipeline/rational';
import { ffprobeLimits } from '../ffprobe-limits';
import { type MediaInput, inputOptions } from '../input';
import { type Packet, parsePacket } from './packets';
import { ProcessFailed, runForText } from '../run';

/**
 * The packets that ffmpeg finds where it is sent to, in the same order; fewer where it finds none. What fails here, reading all
 * packets tells better.
 * @param stream its number in the file, its time base, and what ffprobe is held to
 * @param times in units of the stream's time base
 */
export async function seekPackets(
  ffprobe: string,
  input: MediaInput,
  { index, timeBase, limits = highestLimits }: { index: number; timeBase: Rational; limits?: Limits },
  times: readonly number[],
  signal?: AbortSignal,
): Promise<Packet[]> {
  const half = timeBase.numerator / timeBase.denominator / 2;
  const intervals = times.map((pts) => `${(toSeconds(pts, timeBase) + half).toFixed(6)}%+#1`);
  const args = [
    ...['-v', 'error', ...ffprobeLimits(limits), ...inputOptions(input)],
    // Nothing is decoded here: no frame has to be read to find out how.
    ...['-probesize', '32', '-analyzeduration', '0', '-fpsprobesize', '0'],
    ...['-select_streams', String(index), '-read_intervals', intervals.join()],
    ...['-show_entries', 'packet=pts,duration,flags', '-of', 'compact=p=0', input.url],
  ];
  try {
    const lines = (await runForText(ffprobe, args, { signal })).split('\n');
    return lines.map(parsePacket).filter((packet) => packet !== undefined);
  } catch (error) {
    if (error instanceof ProcessFailed) return [];
    throw error;
  }
}

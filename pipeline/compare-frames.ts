import { PipelineError } from './errors';
import type { Container } from './job-options';
import type { Rational } from './rational';
import { type FrameTimes, countFrames, unpackFrameTimes } from './segment';

/** The frames of the joined video. */
export interface JoinedFrames {
  container: Container;
  /** When each is shown, ascending, in ticks of the joined video's track. */
  ticks: Float64Array;
  ticksPerSecond: number;
}

/**
 * Compares the time of every frame with the one at which it was decoded: in MP4 exactly, as whole numbers; in
 * Matroska to a millisecond, because a frame and the first one are each rounded to half of one.
 * @param decoded by segment, in units of the source's time base
 * @returns the greatest error in seconds
 * @throws PipelineError FrameMismatch naming the first frame that is wrong
 */
export function compareFrames(decoded: readonly FrameTimes[], timeBase: Rational, joined: JoinedFrames): number {
  const { ticks, ticksPerSecond, container } = joined;
  const ticksPerUnit = (timeBase.numerator * ticksPerSecond) / timeBase.denominator;
  const tolerance = container === 'mkv' ? 1 + 1e-6 : 0;
  const first = decoded[0]?.[0]?.[0] ?? 0;
  const start = ticks[0] ?? NaN;
  let frame = 0;
  let greatest = 0;
  for (const times of decoded) {
    for (const time of unpackFrameTimes(times)) {
      const tick = ticks[frame] ?? NaN;
      const error = Math.abs(tick - start - (time - first) * ticksPerUnit);
      if (!(error <= tolerance) || tick === ticks[frame - 1]) throw mismatch(decoded, joined, frame);
      if (error > greatest) greatest = error;
      frame += 1;
    }
  }
  if (frame !== ticks.length) throw mismatch(decoded, joined, null);
  return greatest / ticksPerSecond;
}

function mismatch(
  decoded: readonly FrameTimes[],
  { ticks, container }: JoinedFrames,
  frame: number | null,
): PipelineError {
  const expected = decoded.reduce((sum, times) => sum + countFrames(times), 0);
  const where = frame === null || frame >= ticks.length ? '' : `; frame ${frame} has another time`;
  const remedy =
    container === 'mkv'
      ? ' Matroska counts in milliseconds: for more than 1000 frames a second use --container mp4.'
      : '';
  const message = `The joined video has ${ticks.length} frames, the segments had ${expected}${where}.${remedy}`;
  return new PipelineError('FrameMismatch', message, { figures: { expected, joined: ticks.length, frame } });
}

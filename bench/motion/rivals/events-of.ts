import type { TrueEvent } from '../scenes/truth';

const fewestFrames = 3;
const leastSeconds = 0.2;
/** Times are quotients: half a microsecond of slack. */
const slack = 5e-7;

/**
 * The events of one region, by the same rules for all rivals: runs of at least 3 frames and 0.2 s, joined over pauses.
 * @param moving the time of each frame and whether something moves in it
 */
export function eventsOf(
  region: string,
  moving: readonly { time: number; moves: boolean }[],
  durationSeconds: number,
  maxGapSeconds: number,
): TrueEvent[] {
  const events: TrueEvent[] = [];
  let first: number | undefined;
  for (let index = 0; index <= moving.length; index += 1) {
    if (moving[index]?.moves) {
      first ??= index;
      continue;
    }
    if (first === undefined) continue;
    const start = moving[first]?.time ?? 0;
    const end = moving[index]?.time ?? durationSeconds;
    const frames = index - first;
    first = undefined;
    if (frames < fewestFrames || end - start < leastSeconds - slack) continue;
    const last = events.at(-1);
    if (last && start - last.end <= maxGapSeconds + slack) last.end = end;
    else events.push({ region, start, end });
  }
  return events;
}

import type { MotionEvent } from '../../pipeline/motion';
import type { MotionMoment } from '../../pipeline/page-data';

/** Left, top, right and bottom, in thousandths of the picture. */
export type ShownBox = readonly [number, number, number, number];

/** What moves at a time: the boxes of the last moment before it, as long as they hold. */
export function boxesAt(moments: readonly MotionMoment[], seconds: number, holdsSeconds: number): ShownBox[] {
  // Half a millisecond early: times were rounded.
  const time = seconds * 1000 + 0.5;
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((moments[middle]?.[0] ?? Infinity) <= time) low = middle + 1;
    else high = middle;
  }
  const [at, ...coordinates] = moments[low - 1] ?? [];
  if (at === undefined || time - at > holdsSeconds * 1000) return [];
  const boxes: ShownBox[] = [];
  for (let first = 0; first + 3 < coordinates.length; first += 4) {
    const [left = 0, top = 0, right = 0, bottom = 0] = coordinates.slice(first, first + 4);
    boxes.push([left, top, right, bottom]);
  }
  return boxes;
}

export const eventsAt = (events: readonly MotionEvent[], seconds: number): MotionEvent[] =>
  events.filter(({ start, end }) => seconds >= start && seconds < end);

/** So near to an event's beginning, in seconds, one is there already. */
const near = 0.05;

/** The first event that begins after a time, or the last that has begun before. */
export function neighbour(
  events: readonly MotionEvent[],
  seconds: number,
  direction: 'next' | 'previous',
): MotionEvent | undefined {
  if (direction === 'next') return events.find(({ start }) => start > seconds + near);
  return events.filter(({ start }) => start < seconds - near).at(-1);
}

/** The outline of levels along the video, as an SVG path of 1 by 1 per level: the root of each, so that little motion is seen, too. */
export function levelPath(levels: readonly number[], most: number): string {
  if (most <= 0) return '';
  const y = (level: number) => Math.round(1000 * (1 - Math.sqrt(level / most)));
  const steps = levels.map((level, index) => `L${index} ${y(level)}L${index + 1} ${y(level)}`);
  return `M0 1000${steps.join('')}L${levels.length} 1000Z`;
}

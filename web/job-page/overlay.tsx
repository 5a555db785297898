import type { MotionEvent } from '../../pipeline/motion';
import type { PageMotion } from '../../pipeline/page-data';
import { boxesAt } from './moments';

type Corner = readonly [number, number];

const points = (polygon: readonly Corner[]): string => polygon.map(([x, y]) => `${x * 1000},${y * 1000}`).join(' ');

const percent = (value: number): string => `${(value * 100).toFixed(2)}%`;

/** Where a polygon's name stands: at its topmost corner. */
const topOf = (polygon: readonly Corner[]): Corner =>
  polygon.reduce<Corner>((top, corner) => (isAbove(corner, top) ? corner : top), [1, 1]);

const isAbove = ([x, y]: Corner, [otherX, otherY]: Corner): boolean => y < otherY || (y === otherY && x < otherX);

/** Regions, masks and what moves, drawn over the picture. */
export function Overlay({
  motion,
  time,
  current,
}: {
  motion: PageMotion;
  time: number;
  current: readonly MotionEvent[];
}) {
  const moving = new Set(current.map(({ region }) => region));
  const boxes = boxesAt(motion.moments, time, motion.momentSeconds);
  return (
    <div class="overlay" aria-hidden="true">
      <svg viewBox="0 0 1000 1000" preserveAspectRatio="none">
        {motion.masks.map(({ polygon }, index) => (
          <polygon key={`mask ${index}`} class="mask" points={points(polygon)} />
        ))}
        {motion.regions.map(({ name, polygon }) => (
          <polygon key={name} class={moving.has(name) ? 'region moving' : 'region'} points={points(polygon)} />
        ))}
        {boxes.map(([left, top, right, bottom], index) => (
          <rect key={`box ${index}`} class="box" x={left} y={top} width={right - left} height={bottom - top} />
        ))}
      </svg>
      {motion.regions.map(({ name, polygon }) => {
        const [x, y] = topOf(polygon);
        return (
          <span
            key={name}
            class={moving.has(name) ? 'label moving' : 'label'}
            style={{ left: percent(x), top: percent(y) }}
          >
            {name}
          </span>
        );
      })}
    </div>
  );
}

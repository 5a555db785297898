import type { PictureSize } from './picture-source';
import { middleOf } from './polygon';
import type { Shape } from './region-drawing';

interface OutlineProps {
  shape: Shape;
  title: string;
  isSelected: boolean;
  isWrong: boolean;
  size: PictureSize;
  unit: number;
  onGrab: (event: PointerEvent) => void;
  onFocus: () => void;
  onKey: (event: KeyboardEvent) => void;
}

/** A region or mask over the picture, to be chosen, moved and removed. */
export function ShapeOutline({ shape, title, isSelected, isWrong, size, unit, onGrab, onFocus, onKey }: OutlineProps) {
  const points = shape.corners.map(([x, y]) => `${x * size.width},${y * size.height}`).join(' ');
  const [x, y] = middleOf(shape.corners);
  return (
    <g
      class={`shape ${shape.kind} ${isSelected ? 'selected' : ''} ${isWrong ? 'wrong' : ''}`}
      tabindex={0}
      role="button"
      aria-label={`${shape.kind} ${title}, ${shape.corners.length} corners. Arrow keys move it, Delete removes it.`}
      aria-pressed={isSelected}
      data-shape={title}
      onPointerDown={onGrab}
      onFocus={onFocus}
      onKeyDown={onKey}
    >
      <polygon class="halo" points={points} />
      <polygon class="outline" points={points} />
      <text
        x={x * size.width}
        y={y * size.height}
        font-size={14 * unit}
        stroke-width={3.5 * unit}
        text-anchor="middle"
        dominant-baseline="central"
        aria-hidden="true"
      >
        {title}
      </text>
    </g>
  );
}

import type { PictureSize } from './picture-source';
import type { Shape } from './region-drawing';

interface HandlesProps {
  shape: Shape;
  title: string;
  size: PictureSize;
  unit: number;
  onGrab: (event: PointerEvent, corner: number) => void;
  onSplit: (event: PointerEvent, corner: number) => void;
  onKey: (event: KeyboardEvent, corner: number) => void;
}

/** What the chosen shape is bent by: its corners, and between two of them a place for one more. */
export function ShapeHandles({ shape: { corners }, title, size, unit, onGrab, onSplit, onKey }: HandlesProps) {
  return (
    <g class="handles">
      {corners.map(([x, y], index) => {
        const [nextX, nextY] = corners[(index + 1) % corners.length] ?? [x, y];
        return (
          <circle
            key={`middle ${index}`}
            class="middle"
            cx={((x + nextX) / 2) * size.width}
            cy={((y + nextY) / 2) * size.height}
            r={5 * unit}
            onPointerDown={(event) => onSplit(event, index)}
          />
        );
      })}
      {corners.map(([x, y], index) => (
        <circle
          key={index}
          class="corner"
          cx={x * size.width}
          cy={y * size.height}
          r={7.5 * unit}
          tabindex={0}
          role="button"
          aria-label={`Corner ${index + 1} of ${title} at ${x}, ${y}. Arrow keys move it, Delete removes it, plus adds one after it.`}
          onPointerDown={(event) => onGrab(event, index)}
          onKeyDown={(event) => onKey(event, index)}
        />
      ))}
    </g>
  );
}

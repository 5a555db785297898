import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Point } from '../../pipeline/region';
import type { PictureSize } from './picture-source';
import {
  type Drawing,
  type Shape,
  faultOf,
  moveCorner,
  moveShape,
  pointAt,
  removeCorner,
  removeShape,
  splitEdge,
  titleOf,
} from './region-drawing';
import { ShapeHandles } from './shape-handles';
import { ShapeOutline } from './shape-outline';

interface CanvasProps {
  size: PictureSize;
  drawing: Drawing;
  onChange: (drawing: Drawing) => void;
  /** Called before a step that can be taken back, with what was there. */
  onStep: (before: Drawing) => void;
  selected: number | undefined;
  onSelect: (id: number | undefined) => void;
  /** What is being drawn. */
  draws: Shape['kind'] | undefined;
  onDrawn: (corners: readonly Point[]) => void;
  onGivenUp: () => void;
}

type Dragged = { id: number; corner: number } | { id: number; from: Point };

/** Pixels on the screen within which a click means the first corner. */
const nearEnough = 14;
/** Fractions of the picture by which arrow keys move: with Shift ten times as far. */
const nudge = 0.005;

const arrows: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** How far a key moves; undefined for keys that don't. */
function stepOf({ key, shiftKey }: KeyboardEvent): Point | undefined {
  const [x, y] = arrows[key] ?? [0, 0];
  const far = nudge * (shiftKey ? 10 : 1);
  return x === 0 && y === 0 ? undefined : [x * far, y * far];
}

/** The picture's surface: shapes on it are drawn, moved and deleted, by pointer or by keyboard. */
export function RegionCanvas(props: CanvasProps) {
  const { size, drawing, onChange, onStep, selected, onSelect, draws, onDrawn, onGivenUp } = props;
  const surface = useRef<SVGSVGElement>(null);
  const [draft, setDraft] = useState<readonly Point[]>([]);
  const [cursor, setCursor] = useState<Point>();
  const dragged = useRef<Dragged | undefined>(undefined);
  const before = useRef<Drawing | undefined>(undefined);
  const unit = useUnit(surface, size);
  // Before the next key comes.
  useLayoutEffect(() => {
    setDraft([]);
    setCursor(undefined);
    if (draws !== undefined) surface.current?.focus();
  }, [draws]);

  const pointOf = ({ clientX, clientY }: PointerEvent): Point => {
    const { left, top, width, height } = surface.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    return pointAt((clientX - left) / width, (clientY - top) / height);
  };
  const isNear = ([ax, ay]: Point, [bx, by]: Point) =>
    Math.hypot((ax - bx) * size.width, (ay - by) * size.height) < nearEnough * unit;
  const close = () => {
    if (draft.length >= 3) onDrawn(draft);
  };
  const put = (point: Point) => {
    const [first] = draft;
    if (first && draft.length >= 3 && isNear(first, point)) close();
    else setDraft([...draft, point]);
  };
  const begin = (event: PointerEvent, what: Dragged) => {
    if (draws !== undefined) return;
    event.stopPropagation();
    surface.current?.setPointerCapture(event.pointerId);
    dragged.current = what;
    before.current = drawing;
    onSelect(what.id);
  };
  const drag = (event: PointerEvent) => {
    const point = pointOf(event);
    if (draws !== undefined) setCursor(point);
    const what = dragged.current;
    if (!what) return;
    // The first move of a drag makes it a step; without one it was a click.
    if (before.current) onStep(before.current);
    before.current = undefined;
    if ('corner' in what) {
      onChange(moveCorner(drawing, what.id, what.corner, point));
      return;
    }
    onChange(moveShape(drawing, what.id, point[0] - what.from[0], point[1] - what.from[1]));
    dragged.current = { ...what, from: point };
  };
  const step = (next: Drawing) => {
    onStep(drawing);
    onChange(next);
  };
  const drawByKey = (event: KeyboardEvent) => {
    if (draws === undefined) return;
    const by = stepOf(event);
    const at = cursor ?? [0.5, 0.5];
    if (by) setCursor(pointAt(at[0] + by[0] * 2, at[1] + by[1] * 2));
    else if (event.key === ' ') put(at);
    else if (event.key === 'Enter') close();
    else if (event.key === 'Escape') onGivenUp();
    else if (event.key === 'Backspace') setDraft(draft.slice(0, -1));
    else return;
    event.preventDefault();
  };

  const picked = drawing.shapes.find(({ id }) => id === selected);
  const at = ([x, y]: Point): string => `${x * size.width},${y * size.height}`;
  return (
    <svg
      ref={surface}
      class={`region-canvas ${draws === undefined ? '' : 'draws'}`}
      viewBox={`0 0 ${size.width} ${size.height}`}
      preserveAspectRatio="none"
      tabindex={0}
      role="application"
      aria-label={
        draws === undefined
          ? 'Picture with regions'
          : `Drawing a ${draws}: click for each corner, or move with the arrow keys and press Space; Enter closes it, Escape gives it up`
      }
      onPointerDown={(event) => {
        if (draws !== undefined) put(pointOf(event));
        else onSelect(undefined);
      }}
      onPointerMove={drag}
      onPointerUp={() => (dragged.current = undefined)}
      onPointerCancel={() => (dragged.current = undefined)}
      onKeyDown={drawByKey}
    >
      <defs>
        <pattern
          id="mask-hatch"
          width={10 * unit}
          height={10 * unit}
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width={5 * unit} height={10 * unit} />
        </pattern>
      </defs>
      {drawing.shapes.map((shape) => (
        <ShapeOutline
          key={shape.id}
          shape={shape}
          title={titleOf(shape, drawing.shapes)}
          isSelected={shape.id === selected}
          isWrong={faultOf(shape, drawing.shapes) !== undefined}
          size={size}
          unit={unit}
          onGrab={(event) => begin(event, { id: shape.id, from: pointOf(event) })}
          onFocus={() => draws === undefined && onSelect(shape.id)}
          onKey={(event) => {
            const by = stepOf(event);
            if (by) step(moveShape(drawing, shape.id, ...by));
            else if (event.key === 'Delete' || event.key === 'Backspace') {
              step(removeShape(drawing, shape.id));
              surface.current?.focus();
            } else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
      ))}
      {picked && draws === undefined && (
        <ShapeHandles
          shape={picked}
          title={titleOf(picked, drawing.shapes)}
          size={size}
          unit={unit}
          onGrab={(event, corner) => begin(event, { id: picked.id, corner })}
          onSplit={(event, corner) => {
            const next = splitEdge(drawing, picked.id, corner);
            step(next);
            begin(event, { id: picked.id, corner: corner + 1 });
            before.current = undefined;
          }}
          onKey={(event, corner) => {
            const by = stepOf(event);
            const [x, y] = picked.corners[corner] ?? [0, 0];
            if (by) step(moveCorner(drawing, picked.id, corner, pointAt(x + by[0], y + by[1])));
            else if (event.key === 'Delete' || event.key === 'Backspace')
              step(removeCorner(drawing, picked.id, corner));
            else if (event.key === 'Insert' || event.key === '+') step(splitEdge(drawing, picked.id, corner));
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
      )}
      {draws !== undefined && (
        <g class={`draft ${draws}`}>
          <polyline points={[...draft, ...(cursor ? [cursor] : [])].map(at).join(' ')} />
          {draft.map(([x, y], index) => (
            <circle
              key={index}
              class={index === 0 ? 'first' : ''}
              cx={x * size.width}
              cy={y * size.height}
              r={(index === 0 ? 7 : 4) * unit}
            />
          ))}
          {cursor && (
            <path
              class="crosshair"
              d={`M${cursor[0] * size.width - 9 * unit} ${cursor[1] * size.height}h${18 * unit}m${-9 * unit} ${-9 * unit}v${18 * unit}`}
            />
          )}
        </g>
      )}
    </svg>
  );
}

/** How many of the picture's pixels one on the screen is. */
function useUnit(surface: { current: SVGSVGElement | null }, { width }: PictureSize): number {
  const [shown, setShown] = useState(width);
  useEffect(() => {
    const element = surface.current;
    if (!element) return;
    const measure = () => setShown(Math.max(1, element.getBoundingClientRect().width));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [width]);
  return width / shown;
}

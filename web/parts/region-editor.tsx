import { useEffect, useRef, useState } from 'preact/hooks';
import type { Point } from '../../pipeline/region';
import './region-editor.css';
import { PictureSource } from './picture-source';
import { RegionCanvas } from './region-canvas';
import { type Drawing, type Shape, addShape, changeShape, faultOf, removeShape, titleOf } from './region-drawing';
import { RegionText } from './region-text';
import { type Undoable, nothingDone, redone, stepped, undone } from './undo';

interface EditorProps {
  drawing: Drawing;
  onChange: (drawing: Drawing) => void;
  /** What to draw over, where something is chosen already. */
  file?: File | undefined;
  /** Address of the same. */
  url?: string | undefined;
}

const rectangle: readonly Point[] = [
  [0.3, 0.3],
  [0.7, 0.3],
  [0.7, 0.7],
  [0.3, 0.7],
];

/** Regions and masks, drawn over a frame of the video. */
export function RegionEditor({ drawing, onChange, file, url }: EditorProps) {
  const [steps, setSteps] = useState<Undoable<Drawing>>(nothingDone);
  const [selected, setSelected] = useState<number>();
  const [draws, setDraws] = useState<Shape['kind']>();
  const change = (next: Drawing) => {
    setSteps((before) => stepped(before, drawing));
    onChange(next);
  };
  const travel = (how: typeof undone) => {
    const went = how(steps, drawing);
    if (!went) return;
    setSteps(went.left);
    onChange(went.to);
  };
  const add = (kind: Shape['kind'], corners: readonly Point[]) => {
    const { id, shapes } = addShape(drawing, kind, corners);
    change({ shapes });
    setSelected(id);
    setDraws(undefined);
  };
  const editor = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      if (key !== 'z' && key !== 'y') return;
      event.preventDefault();
      travel(key === 'y' || event.shiftKey ? redone : undone);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  });
  const shape = drawing.shapes.find(({ id }) => id === selected);
  return (
    <div class="region-editor" ref={editor}>
      <div class="region-tools row" role="group" aria-label="Tools">
        {(['region', 'mask'] as const).map((kind) => (
          <button
            key={kind}
            type="button"
            aria-pressed={draws === kind}
            onClick={() => setDraws(draws === kind ? undefined : kind)}
          >
            Draw a {kind}
          </button>
        ))}
        <button type="button" onClick={() => add('region', rectangle)}>
          Add a rectangle
        </button>
        <button type="button" disabled={steps.past.length === 0} onClick={() => travel(undone)}>
          Undo
        </button>
        <button type="button" disabled={steps.future.length === 0} onClick={() => travel(redone)}>
          Redo
        </button>
      </div>
      <div class="region-body">
        <PictureSource file={file} url={url}>
          {(size) => (
            <RegionCanvas
              size={size}
              drawing={drawing}
              onChange={onChange}
              onStep={(before) => setSteps((steps_) => stepped(steps_, before))}
              selected={selected}
              onSelect={setSelected}
              draws={draws}
              onDrawn={(corners) => draws !== undefined && add(draws, corners)}
              onGivenUp={() => setDraws(undefined)}
            />
          )}
        </PictureSource>
        <div class="region-side stack">
          <ShapeList drawing={drawing} selected={selected} onSelect={setSelected} />
          {shape && (
            <ShapeFields
              key={shape.id}
              shape={shape}
              change={(fields) => change(changeShape(drawing, shape.id, fields))}
              remove={() => {
                change(removeShape(drawing, shape.id));
                setSelected(undefined);
              }}
            />
          )}
        </div>
      </div>
      <RegionText drawing={drawing} onLoad={change} />
    </div>
  );
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && !['range', 'checkbox'].includes(target.type));

interface ListProps {
  drawing: Drawing;
  selected: number | undefined;
  onSelect: (id: number) => void;
}

function ShapeList({ drawing: { shapes }, selected, onSelect }: ListProps) {
  if (shapes.length === 0) {
    return (
      <p class="muted small">
        Nothing is drawn yet. Choose “Draw a region”, then click corner by corner; a click on the first one, or Enter,
        closes it.
      </p>
    );
  }
  return (
    <ul class="shape-list" aria-label="Regions and masks">
      {shapes.map((shape) => {
        const fault = faultOf(shape, shapes);
        return (
          <li key={shape.id}>
            <button type="button" class="quiet" aria-pressed={shape.id === selected} onClick={() => onSelect(shape.id)}>
              <span class={`shape-sample ${shape.kind}`} aria-hidden="true" />
              {titleOf(shape, shapes)}
              <span class="muted small">
                {shape.kind}, {shape.corners.length} corners
              </span>
            </button>
            {fault !== undefined && (
              <p class="shape-fault small" role="status">
                {fault}
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}

interface FieldsProps {
  shape: Shape;
  change: (fields: Partial<Shape>) => void;
  remove: () => void;
}

function ShapeFields({ shape, change, remove }: FieldsProps) {
  const { kind, name, sensitivity, minSize, corners } = shape;
  return (
    <fieldset class="stack">
      <legend>Selected {kind}</legend>
      <label>
        Name
        <input
          type="text"
          maxLength={60}
          value={name}
          placeholder="called by its number"
          onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        />
      </label>
      <label>
        Kind
        <select
          value={kind}
          onChange={({ currentTarget }) => change({ kind: currentTarget.value === 'mask' ? 'mask' : 'region' })}
        >
          <option value="region">region: motion counts here</option>
          <option value="mask">mask: nothing counts here</option>
        </select>
      </label>
      {kind === 'region' && (
        <div class="row">
          <label>
            Sensitivity
            <input
              type="number"
              min="0.1"
              max="10"
              step="0.1"
              value={sensitivity}
              onChange={({ currentTarget }) => change({ sensitivity: currentTarget.valueAsNumber })}
            />
          </label>
          <label>
            Smallest size
            <input
              type="number"
              min="0"
              max="1"
              step="0.00001"
              value={minSize}
              onChange={({ currentTarget }) => change({ minSize: currentTarget.valueAsNumber })}
            />
          </label>
        </div>
      )}
      <details>
        <summary>Corners ({corners.length})</summary>
        <ol class="corner-list small">
          {corners.map(([x, y], index) => (
            <li key={index} class="row">
              {(['x', 'y'] as const).map((axis) => (
                <input
                  key={axis}
                  type="number"
                  min="0"
                  max="1"
                  step="0.001"
                  aria-label={`${axis} of corner ${index + 1}`}
                  value={axis === 'x' ? x : y}
                  onChange={({ currentTarget: { valueAsNumber: value } }) =>
                    change({ corners: corners.with(index, axis === 'x' ? [value, y] : [x, value]) })
                  }
                />
              ))}
              <button
                type="button"
                class="quiet"
                aria-label={`Delete corner ${index + 1}`}
                disabled={corners.length <= 3}
                onClick={() => change({ corners: corners.toSpliced(index, 1) })}
              >
                ✕
              </button>
            </li>
          ))}
        </ol>
      </details>
      <button type="button" class="danger" onClick={remove}>
        Delete the {kind}
      </button>
    </fieldset>
  );
}

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import './graph.css';
import type { Machine } from './definition';
import { type LaidState, type LaidTransition, layOut } from './graph-layout';

/** How a state stands, in the words of the Step Functions console. */
export type StateColour = 'running' | 'succeeded' | 'failed' | 'caught' | 'aborted';

export const colourNames: Readonly<Record<StateColour, string>> = {
  running: 'In progress',
  succeeded: 'Succeeded',
  failed: 'Failed',
  caught: 'Caught error',
  aborted: 'Aborted',
};

/** Not by colour alone. */
const signs: Readonly<Record<StateColour, string>> = {
  running: '●',
  succeeded: '✓',
  failed: '✕',
  caught: '!',
  aborted: '■',
};

export interface GraphProps {
  machine: Machine;
  /** By the states' names; those that aren't there weren't entered. */
  colours: ReadonlyMap<string, StateColour>;
  /** What is written beside a state's name, for instance how many of its iterations are done. */
  notes: ReadonlyMap<string, string>;
  /** Ways that were gone: `from\nto`. */
  taken: ReadonlySet<string>;
  /** The states of which the inside is drawn. */
  open: ReadonlySet<string>;
  selected: string | undefined;
  onSelect: (name: string) => void;
}

/** Smaller, nobody can read it. */
const leastScale = 0.55;

/** The picture of a state machine as the Step Functions console draws it. */
export function StateGraph({ machine, colours, notes, taken, open, selected, onSelect }: GraphProps) {
  const laid = useMemo(() => layOut(machine, (name) => open.has(name)), [machine, [...open].sort().join(' ')]);
  const [scale, setScale] = useState(1);
  const frame = useRef<HTMLDivElement>(null);
  const zoom = (factor: number) => setScale((before) => Math.min(2, Math.max(0.25, before * factor)));
  const fit = () =>
    setScale(Math.max(0.25, Math.min(1, ((frame.current?.clientWidth ?? laid.width) - 18) / laid.width)));
  // It grows when a Map is entered.
  useEffect(() => {
    fit();
    setScale((fitting) => Math.max(leastScale, fitting));
  }, [laid]);
  // Where it is too wide all the same, the way down from its start is in the middle.
  useLayoutEffect(() => {
    const start = laid.states.find(({ name }) => name === machine.StartAt);
    const { current } = frame;
    if (current && start) current.scrollLeft = (start.x + start.width / 2) * scale - current.clientWidth / 2;
  }, [laid, scale]);
  const line = (one: LaidTransition) => {
    const way = `${one.from}\n${one.to}`;
    return <TransitionLine key={way} laid={one} isTaken={taken.has(way)} />;
  };
  const box = (one: LaidState) => (
    <StateBox
      key={one.name}
      laid={one}
      colour={colours.get(one.name)}
      note={notes.get(one.name)}
      isSelected={one.name === selected}
      onSelect={onSelect}
    />
  );
  return (
    <div class="graph">
      <div class="row spread">
        <Legend />
        <div class="row" role="group" aria-label="Size of the graph">
          <button type="button" class="quiet" aria-label="Smaller" onClick={() => zoom(0.8)}>
            −
          </button>
          <button type="button" class="quiet" aria-label="Larger" onClick={() => zoom(1.25)}>
            +
          </button>
          <button type="button" class="quiet" onClick={fit}>
            Fit
          </button>
        </div>
      </div>
      <div class="graph-frame" ref={frame} tabIndex={0} role="region" aria-label="State machine">
        <svg
          width={laid.width * scale}
          height={laid.height * scale}
          viewBox={`0 0 ${laid.width} ${laid.height}`}
          role="group"
          aria-label="States"
        >
          <Arrowheads />
          {/* Lines of errors pass beneath everything. */}
          {laid.transitions.filter(isCaught).map(line)}
          {laid.states.filter(({ isContainer }) => isContainer).map(box)}
          {laid.transitions.filter((one) => !isCaught(one)).map(line)}
          {laid.states.filter(({ isContainer }) => !isContainer).map(box)}
        </svg>
      </div>
    </div>
  );
}

const isCaught = ({ kind }: LaidTransition): boolean => kind === 'catch';

function Legend() {
  return (
    <ul class="graph-legend small" aria-label="Colours">
      {Object.entries(colourNames).map(([colour, name]) => (
        <li key={colour}>
          <span class={`graph-sample ${colour}`} aria-hidden="true" />
          {name}
        </li>
      ))}
      <li>
        <span class="graph-sample" aria-hidden="true" />
        Not entered
      </li>
    </ul>
  );
}

const Arrowheads = () => (
  <defs>
    {['plain', 'taken', 'catch'].map((kind) => (
      <marker
        key={kind}
        id={`arrow-${kind}`}
        class={`arrow ${kind}`}
        viewBox="0 0 8 8"
        refX="7"
        refY="4"
        markerWidth="7"
        markerHeight="7"
        orient="auto-start-reverse"
      >
        <path d="M0 0.5 8 4 0 7.5z" />
      </marker>
    ))}
  </defs>
);

interface BoxProps {
  laid: LaidState;
  colour: StateColour | undefined;
  note: string | undefined;
  isSelected: boolean;
  onSelect: (name: string) => void;
}

function StateBox({ laid, colour, note, isSelected, onSelect }: BoxProps) {
  const { name, state, x, y, width, height, isContainer } = laid;
  const says = colour === undefined ? 'Not entered' : colourNames[colour];
  const select = () => onSelect(name);
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    select();
  };
  const middle = isContainer ? 17 : height / 2;
  return (
    <g
      class={`state ${colour ?? 'idle'} ${isContainer ? 'container' : ''} ${isSelected ? 'selected' : ''} type-${state.Type.toLowerCase()}`}
      transform={`translate(${x} ${y})`}
      role="button"
      tabindex={0}
      aria-label={[name, state.Type, says, note].filter(Boolean).join(', ')}
      aria-pressed={isSelected}
      data-state={name}
      data-colour={colour ?? 'idle'}
      onClick={select}
      onKeyDown={press}
    >
      <title>{state.Comment ?? name}</title>
      <rect width={width} height={height} rx={state.Type === 'Choice' ? height / 2 : 7} />
      {isContainer && <path class="rule" d={`M0 30H${width}`} />}
      {colour !== undefined && (
        <text
          class="sign"
          x={isContainer ? 14 : 12}
          y={middle}
          dominant-baseline="central"
          text-anchor="middle"
          aria-hidden="true"
        >
          {signs[colour]}
        </text>
      )}
      <text
        x={isContainer ? 28 : width / 2 + (colour === undefined ? 0 : 5)}
        y={note !== undefined && !isContainer ? middle - 6 : middle}
        dominant-baseline="central"
        text-anchor={isContainer ? 'start' : 'middle'}
      >
        {name}
      </text>
      {note !== undefined && (
        <text
          class="note"
          x={isContainer ? width - 12 : width / 2 + 5}
          y={isContainer ? middle : middle + 9}
          dominant-baseline="central"
          text-anchor={isContainer ? 'end' : 'middle'}
        >
          {note}
        </text>
      )}
    </g>
  );
}

function TransitionLine({ laid: { points, kind }, isTaken }: { laid: LaidTransition; isTaken: boolean }) {
  const head = isTaken ? 'taken' : kind === 'catch' ? 'catch' : 'plain';
  return (
    <path class={`transition ${kind} ${isTaken ? 'taken' : ''}`} d={curve(points)} marker-end={`url(#arrow-${head})`} />
  );
}

/** Corners are round: the line bends from the middle of one stretch to the middle of the next, or as near as that is. */
function curve(points: LaidTransition['points']): string {
  const [first, ...others] = points;
  if (!first) return '';
  const parts = [`M${first.x} ${first.y}`];
  others.forEach((point, index) => {
    const [before, next] = [points[index], others[index + 1]];
    if (before === undefined || next === undefined) {
      parts.push(`L${point.x} ${point.y}`);
      return;
    }
    const [into, out] = [towards(point, before), towards(point, next)];
    parts.push(`L${into.x} ${into.y}Q${point.x} ${point.y} ${out.x} ${out.y}`);
  });
  return parts.join('');
}

const roundness = 16;

/** A little on the way from one point to another. */
function towards(from: LaidTransition['points'][number], to: LaidTransition['points'][number]) {
  const far = Math.hypot(to.x - from.x, to.y - from.y);
  const part = far === 0 ? 0 : Math.min(roundness, far / 2) / far;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

import { Graph, layout } from '@dagrejs/dagre';
import * as z from 'zod';
import { type Machine, type MachineState, type Transition, innerMachines, transitionsOf } from './definition';

export interface Spot {
  x: number;
  y: number;
}

/** A state in the picture; x and y are its upper left corner, within the whole picture. */
export interface LaidState extends Spot {
  name: string;
  state: MachineState;
  width: number;
  height: number;
  /** Of a Map or a Parallel: what is drawn within. */
  isContainer: boolean;
  /** Names of the states around it, from outside in. */
  within: readonly string[];
}

export interface LaidTransition extends Transition {
  points: readonly Spot[];
  within: readonly string[];
}

export interface LaidGraph {
  width: number;
  height: number;
  states: readonly LaidState[];
  transitions: readonly LaidTransition[];
}

const [boxHeight, leastWidth, letterWidth] = [38, 96, 7.4];
/** Room within a container: above for its name, and around. */
const [headRoom, padding] = [34, 14];

/** Between groups of states that stand beside the ordinary way. */
const gap = 12;
/** Between the ordinary way and what errors lead to, for the lines from one to the other. */
const lane = 44;

/**
 * Lays a machine out from top to bottom, and beside it what only errors lead to. What is within a Map is laid out first, then takes its
 * place in the whole as one box: no line leads into it from outside.
 * @param isOpen whether what is within a state is drawn
 */
export function layOut(
  machine: Machine,
  isOpen: (name: string) => boolean = () => true,
  within: readonly string[] = [],
): LaidGraph {
  const inner = new Map<string, LaidGraph>();
  for (const [name, state] of Object.entries(machine.States)) {
    const machines = isOpen(name) ? innerMachines(state) : [];
    if (machines.length > 0) inner.set(name, besides(machines.map((one) => layOut(one, isOpen, [...within, name]))));
  }
  const transitions = transitionsOf(machine).filter(({ to }) => to in machine.States);
  const ordinary = reachable(machine.StartAt, transitions);
  const names = Object.keys(machine.States);
  const main = column(
    names.filter((name) => ordinary.has(name)),
    transitions,
    inner,
  );
  const boxes = new Map(main.boxes);
  const laid = [...main.lines];
  let [right, bottom] = [main.width, 0];
  for (const group of asideGroups(
    names.filter((name) => !ordinary.has(name)),
    transitions,
    main.boxes,
  )) {
    const aside = column(group.names, transitions, inner);
    // What errors lead to stands beside what has them, as far as there is room.
    const by = { x: main.width + lane, y: Math.max(bottom, group.y - aside.height / 2) };
    for (const [name, box] of aside.boxes) boxes.set(name, { ...box, ...shift(box, by) });
    laid.push(...aside.lines.map((line) => ({ ...line, points: line.points.map((spot) => shift(spot, by)) })));
    [right, bottom] = [Math.max(right, by.x + aside.width), by.y + aside.height + gap];
  }
  const known = new Set(laid.map(({ from, to }) => `${from}\n${to}`));
  const across = transitions.filter(({ from, to }) => !known.has(`${from}\n${to}`));
  const lines = [...laid, ...across.map((one) => ({ ...one, points: around(boxes, one, main.width + lane / 2) }))];
  return {
    width: right,
    height: Math.max(main.height, bottom - gap),
    ...drawn(machine, boxes, inner, lines, within),
  };
}

interface Box extends Spot {
  width: number;
  height: number;
}
type Line = Transition & { points: readonly Spot[] };

/** The states that can be come to without an error. */
function reachable(start: string, transitions: readonly Transition[]): Set<string> {
  const found = new Set([start]);
  // A set goes on to what is added meanwhile.
  for (const name of found) {
    for (const { from, to, kind } of transitions) if (from === name && kind !== 'catch') found.add(to);
  }
  return found;
}

/** The states that only errors lead to, in groups of those that lead to each other, with the heights of what leads to them. */
function asideGroups(names: readonly string[], transitions: readonly Transition[], main: ReadonlyMap<string, Box>) {
  const groups: { names: string[]; y: number }[] = [];
  const left = new Set(names);
  for (const name of names) {
    if (!left.delete(name)) continue;
    const group = new Set([name]);
    for (const one of group) {
      for (const { from, to, kind } of transitions) {
        const other = from === one ? to : to === one ? from : undefined;
        if (other !== undefined && kind !== 'catch' && left.delete(other)) group.add(other);
      }
    }
    const origins = transitions
      .filter(({ from, to }) => group.has(to) && main.has(from))
      .map(({ from }) => main.get(from));
    const heights = origins.map((box) => (box ? middleOf(box) : 0));
    const y = heights.reduce((sum, one) => sum + one, 0) / Math.max(1, heights.length);
    groups.push({ names: names.filter((one) => group.has(one)), y });
  }
  return groups.sort((one, other) => one.y - other.y);
}

/** What dagre has found out: it says so of labels of any kind, its own types know nothing of it. */
const Size = z.object({ width: z.number().default(0), height: z.number().default(0) });
const Place = z.object({ x: z.number(), y: z.number() });
const PlacedNode = Place.extend({ width: z.number(), height: z.number() });
const PlacedEdge = z.object({ points: z.array(Place).default([]) });

/** Some of the states, below each other in the order of the ways between them. */
function column(names: readonly string[], transitions: readonly Transition[], inner: ReadonlyMap<string, LaidGraph>) {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 26, ranksep: 32, edgesep: 12, marginx: 6, marginy: 6 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const name of names) graph.setNode(name, sizeOf(name, inner.get(name)));
  const own = transitions.filter(
    ({ from, to, kind }) => graph.hasNode(from) && graph.hasNode(to) && kind !== 'catch' && from !== to,
  );
  for (const { from, to, kind } of own) graph.setEdge(from, to, { weight: kind === 'next' ? 4 : 2 });
  layout(graph);
  const { width, height } = Size.parse(graph.graph());
  const boxes = new Map(
    names.map((name): [string, Box] => {
      const { x, y, width: wide, height: high } = PlacedNode.parse(graph.node(name));
      return [name, { x: x - wide / 2, y: y - high / 2, width: wide, height: high }];
    }),
  );
  const lines = own.map((one): Line => ({ ...one, ...PlacedEdge.parse(graph.edge(one.from, one.to)) }));
  return { width: names.length === 0 ? 0 : width, height: names.length === 0 ? 0 : height, boxes, lines };
}

/** From a box's right side over the lane into the other's side: lines of several that are caught alike become one. */
function around(boxes: ReadonlyMap<string, Box>, { from, to }: Transition, x: number): Spot[] {
  const [one, other] = [boxes.get(from), boxes.get(to)];
  if (!one || !other) return [];
  const isRight = (box: Box) => box.x > x;
  const [begin, end] = [middleOf(one), middleOf(other)];
  return [
    { x: isRight(one) ? one.x : one.x + one.width, y: begin },
    { x, y: begin },
    { x, y: end },
    { x: isRight(other) ? other.x : other.x + other.width, y: end },
  ];
}

const middleOf = ({ y, height }: Box): number => y + Math.min(height, boxHeight) / 2;

/** The states with all that is within them, at their places in the whole. */
function drawn(
  machine: Machine,
  boxes: ReadonlyMap<string, Box>,
  inner: ReadonlyMap<string, LaidGraph>,
  lines: readonly Line[],
  within: readonly string[],
): Pick<LaidGraph, 'states' | 'transitions'> {
  const states: LaidState[] = [];
  const transitions: LaidTransition[] = lines.map((line) => ({ ...line, within }));
  for (const [name, state] of Object.entries(machine.States)) {
    const box = boxes.get(name) ?? { x: 0, y: 0, width: 0, height: 0 };
    const contents = inner.get(name);
    states.push({ name, state, ...box, isContainer: contents !== undefined, within });
    if (!contents) continue;
    const offset = { x: box.x + (box.width - contents.width) / 2, y: box.y + headRoom };
    states.push(...contents.states.map((one) => ({ ...one, ...shift(one, offset) })));
    const moved = (spot: Spot) => shift(spot, offset);
    transitions.push(...contents.transitions.map((one) => ({ ...one, points: one.points.map(moved) })));
  }
  return { states, transitions };
}

function sizeOf(name: string, contents: LaidGraph | undefined): { width: number; height: number } {
  // A sign stands before the name.
  const width = Math.max(leastWidth, name.length * letterWidth + 44);
  if (!contents) return { width, height: boxHeight };
  return {
    // Its counts stand beside its name.
    width: Math.max(width + 120, contents.width + 2 * padding),
    height: contents.height + headRoom + padding,
  };
}

const shift = ({ x, y }: Spot, by: Spot): Spot => ({ x: x + by.x, y: y + by.y });

/** Branches stand side by side. */
function besides(graphs: readonly LaidGraph[]): LaidGraph {
  let left = 0;
  const states: LaidState[] = [];
  const transitions: LaidTransition[] = [];
  for (const graph of graphs) {
    const by = { x: left, y: 0 };
    states.push(...graph.states.map((one) => ({ ...one, ...shift(one, by) })));
    transitions.push(
      ...graph.transitions.map((one) => ({ ...one, points: one.points.map((spot) => shift(spot, by)) })),
    );
    left += graph.width + padding;
  }
  return { width: left - padding, height: Math.max(...graphs.map(({ height }) => height)), states, transitions };
}

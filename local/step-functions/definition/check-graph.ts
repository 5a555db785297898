import { type Surroundings, checkState } from './check-state';
import type { Graph, State } from './definition';
import { diagnostic, type Diagnostic } from './diagnostic';

/** Every transition leads to a state of the same graph, every state is reached, and each is right in itself. */
export function checkGraph(graph: Graph, location: string, surroundings: Surroundings): Diagnostic[] {
  const reached = reachable(graph);
  return [
    ...missing(graph, graph.StartAt, `${location}/StartAt`),
    ...Object.entries(graph.States).flatMap(([name, state]) => {
      const here = `${location}/States/${name}`;
      const unreached = diagnostic('MISSING_TRANSITION_TARGET', `State "${name}" is not reachable.`, here);
      const inside = [...checkState(name, state, here, surroundings), ...checkInner(state, here, surroundings)];
      const targets = targetsOf(state).flatMap(([field, target]) => missing(graph, target, `${here}/${field}`));
      return [...targets, ...(reached.has(name) ? [] : [unreached]), ...inside];
    }),
  ];
}

function checkInner(state: State, location: string, surroundings: Surroundings): Diagnostic[] {
  return innerGraphs(state).flatMap(([field, graph]) => checkGraph(graph, `${location}/${field}`, surroundings));
}

/** A state's name is its own in the whole machine, branches and processors included. https://states-language.net/#states-fields */
export function findDuplicates(graph: Graph, location = '', seen = new Set<string>()): Diagnostic[] {
  return Object.entries(graph.States).flatMap(([name, state]) => {
    const here = `${location}/States/${name}`;
    const twice = seen.has(name) ? [diagnostic('DUPLICATE_STATE_NAME', `Duplicate state name: ${name}`, here)] : [];
    seen.add(name);
    return [
      ...twice,
      ...innerGraphs(state).flatMap(([field, inner]) => findDuplicates(inner, `${here}/${field}`, seen)),
    ];
  });
}

function innerGraphs(state: State): [field: string, graph: Graph][] {
  if (state.Type === 'Parallel') {
    return state.Branches.map((branch, index): [string, Graph] => [`Branches/${index}`, branch]);
  }
  if (state.Type !== 'Map') return [];
  const { ItemProcessor, Iterator } = state;
  if (ItemProcessor) return [['ItemProcessor', ItemProcessor]];
  return Iterator ? [['Iterator', Iterator]] : [];
}

function missing(graph: Graph, target: string, location: string): Diagnostic[] {
  if (Object.hasOwn(graph.States, target)) return [];
  const field = location.split('/').at(-1) ?? '';
  return [diagnostic('MISSING_TRANSITION_TARGET', `Missing '${field}' target: ${target}`, location)];
}

function reachable(graph: Graph): Set<string> {
  const reached = new Set([graph.StartAt]);
  // A set's iteration also visits what is added on the way.
  for (const name of reached) {
    const state = graph.States[name];
    if (state) for (const [, target] of targetsOf(state)) reached.add(target);
  }
  return reached;
}

function targetsOf(state: State): [field: string, target: string][] {
  const targets: [string, string | undefined][] = [];
  if ('Next' in state) targets.push(['Next', state.Next]);
  if ('Catch' in state) state.Catch.forEach(({ Next }, index) => targets.push([`Catch/${index}/Next`, Next]));
  if (state.Type === 'Choice') {
    targets.push(['Default', state.Default]);
    state.Choices.forEach(({ Next }, index) => targets.push([`Choices/${index}/Next`, Next]));
  }
  return targets.flatMap(([field, target]): [string, string][] => (target === undefined ? [] : [[field, target]]));
}

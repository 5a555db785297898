import { Random } from '../../../local/faults/random';
import type { GivenFaults } from '../../../local/faults/schema';
import { type KindName, kindNames, kinds } from './kinds';

/** One job and what goes wrong around it. */
export interface FaultCase {
  seed: number;
  kinds: KindName[];
  faults: GivenFaults;
}

/** Each kind alone, with so many seeds. */
export const alone = (seeds: number): FaultCase[] =>
  kindNames.flatMap((name, kind) =>
    Array.from({ length: seeds }, (_, seed) => caseOf([name], 100 * (kind + 1) + seed)),
  );

/** So many pairs of kinds, none twice. */
export function inPairs(count: number, seed: number): FaultCase[] {
  const random = new Random(seed);
  const pairs = kindNames.flatMap((one, index) => kindNames.slice(index + 1).map((other) => [one, other] as const));
  return pairs
    .map((pair) => ({ pair, lot: random.next('pair') }))
    .sort((one, other) => one.lot - other.lot)
    .slice(0, count)
    .map(({ pair }, index) => caseOf([...pair], 10_000 + index));
}

function caseOf(names: KindName[], seed: number): FaultCase {
  const faults = names.map((name) => kinds[name](seed));
  return {
    seed,
    kinds: names,
    faults: {
      seed,
      ...merged(faults),
      tasks: faults.flatMap(({ tasks = [] }) => tasks),
    },
  };
}

/** Two faults of one service go into one. */
function merged(faults: readonly Omit<GivenFaults, 'seed'>[]): Omit<GivenFaults, 'seed'> {
  const all: Record<string, object> = {};
  for (const fault of faults) {
    for (const [service, what] of Object.entries(fault)) all[service] = { ...all[service], ...what };
  }
  return all;
}

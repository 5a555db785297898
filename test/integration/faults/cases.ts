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

/** Each kind with another one, in so many rounds. */
export const inPairs = (rounds: number): FaultCase[] =>
  Array.from({ length: rounds }, (_, round) => pairsOf(round + 1)).flat();

/** All kinds, two by two; the odd one out meets the first. */
function pairsOf(round: number): FaultCase[] {
  const random = new Random(round);
  const shuffled = kindNames
    .map((name) => ({ name, lot: random.next('pair') }))
    .sort((one, other) => one.lot - other.lot)
    .map(({ name }) => name);
  const [first, ...others] = shuffled;
  return shuffled.flatMap((name, index) => {
    const partner = shuffled[index + 1] ?? (others.length === 0 ? undefined : first);
    return index % 2 === 0 && partner !== undefined ? [caseOf([name, partner], 10_000 * round + index)] : [];
  });
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
function merged(faults: readonly Omit<GivenFaults, 'seed'>[]): Omit<GivenFaults, 'seed' | 'tasks'> {
  const all: Record<string, object> = {};
  for (const fault of faults) {
    for (const [service, what] of Object.entries(fault)) {
      if (!Array.isArray(what)) all[service] = { ...all[service], ...what };
    }
  }
  return all;
}

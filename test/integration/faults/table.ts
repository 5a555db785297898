import { type FaultKind, countKinds, faultKinds } from '../../../local/faults/injections';
import type { FaultCase } from './cases';
import type { Tried } from './try-case';

/** Jobs and faults by kind, alone and in pairs, as lines. */
export function table(tried: readonly (readonly [FaultCase, Tried])[]): string[] {
  const rows = faultKinds.map((kind) => {
    const count = (kinds: number) =>
      tried
        .filter(([one]) => one.kinds.length === kinds)
        .flatMap(([, { injected }]) => injected.filter((fault) => fault.kind === kind)).length;
    return [kind, count(1), count(2)] as const;
  });
  const sum = (column: 1 | 2) => rows.reduce((all, row) => all + row[column], 0);
  const line = (name: string, one: number, two: number) =>
    `  ${name.padEnd(24)}${String(one).padStart(6)}${String(two).padStart(6)}`;
  const states = new Map<string, number>();
  for (const [, { state }] of tried) states.set(state, (states.get(state) ?? 0) + 1);
  return [
    `  ${'injected'.padEnd(24)}${'alone'.padStart(6)}${'pairs'.padStart(6)}`,
    ...rows.map(([kind, one, two]: readonly [FaultKind, number, number]) => line(kind, one, two)),
    line('all', sum(1), sum(2)),
    `  ${tried.length} jobs: ${[...states].map(([state, count]) => `${count} ${state}`).join(', ')}`,
  ];
}

/** What went wrong in one job, for whoever must find out why it ended otherwise than it should. */
export const describeCase = ([{ seed, kinds }, { state, error, message, injected, complaints }]: readonly [
  FaultCase,
  Tried,
]): string =>
  [
    `seed ${seed}, ${kinds.join(' and ')}: ${state} ${error ?? ''} ${message ?? ''}`,
    ...countKinds(injected).map(([kind, count]) => `${count} ${kind}`),
    ...complaints,
  ].join('; ');

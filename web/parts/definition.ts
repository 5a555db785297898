import * as z from 'zod';

/** As much of the Amazon States Language as a picture of a machine needs. */
export interface Machine {
  StartAt: string;
  States: Record<string, MachineState>;
}

export interface MachineState {
  Type: string;
  Comment?: string | undefined;
  Next?: string | undefined;
  Default?: string | undefined;
  Choices?: { Next?: string | undefined }[] | undefined;
  Catch?: { Next: string; ErrorEquals: string[] }[] | undefined;
  ItemProcessor?: (Machine & { ProcessorConfig?: { Mode?: string | undefined } | undefined }) | undefined;
  Branches?: Machine[] | undefined;
}

const MachineState: z.ZodType<MachineState> = z.object({
  Type: z.string(),
  Comment: z.string().optional(),
  Next: z.string().optional(),
  Default: z.string().optional(),
  Choices: z.array(z.object({ Next: z.string().optional() })).optional(),
  Catch: z.array(z.object({ Next: z.string(), ErrorEquals: z.array(z.string()) })).optional(),
  get ItemProcessor() {
    return Machine.and(z.object({ ProcessorConfig: z.object({ Mode: z.string().optional() }).optional() })).optional();
  },
  get Branches() {
    return z.array(Machine).optional();
  },
});

export const Machine: z.ZodType<Machine> = z.object({
  StartAt: z.string(),
  get States() {
    return z.record(z.string(), MachineState);
  },
});

/** One way from a state to another. */
export interface Transition {
  from: string;
  to: string;
  kind: 'next' | 'choice' | 'catch';
}

/** Each once, whatever the number of rules that lead there. */
export function transitionsOf(machine: Machine): Transition[] {
  const all = Object.entries(machine.States).flatMap(([from, state]): Transition[] => [
    ...to(from, state.Next, 'next'),
    ...(state.Choices ?? []).flatMap(({ Next }) => to(from, Next, 'choice')),
    ...to(from, state.Default, 'choice'),
    ...(state.Catch ?? []).flatMap(({ Next }) => to(from, Next, 'catch')),
  ]);
  const known = new Set<string>();
  return all.filter((transition) => {
    // Where both lead to the same state, the ordinary way is the one to draw: it comes first.
    const ends = `${transition.from}\n${transition.to}`;
    return !known.has(ends) && known.add(ends);
  });
}

const to = (from: string, next: string | undefined, kind: Transition['kind']): Transition[] =>
  next === undefined ? [] : [{ from, to: next, kind }];

/** The states within a state: a Map's, or those of all of a Parallel's branches. */
export const innerMachines = ({ ItemProcessor, Branches }: MachineState): Machine[] =>
  ItemProcessor ? [ItemProcessor] : (Branches ?? []);

/** The names of all states that have others within. */
export function containersOf(machine: Machine): Set<string> {
  const found = new Set<string>();
  for (const [name, state] of Object.entries(machine.States)) {
    const inner = innerMachines(state);
    if (inner.length > 0) found.add(name);
    for (const one of inner) for (const deeper of containersOf(one)) found.add(deeper);
  }
  return found;
}

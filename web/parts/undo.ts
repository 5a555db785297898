/** States of something, the present one and those that one can go back and forth to. */
export interface Undoable<T> {
  past: readonly T[];
  future: readonly T[];
}

export const nothingDone = { past: [], future: [] } as const;

/** So many steps can be taken back. */
const mostSteps = 200;

/** @param before what it was before the step */
export const stepped = <T>({ past }: Undoable<T>, before: T): Undoable<T> => ({
  past: [...past, before].slice(-mostSteps),
  future: [],
});

/** @returns what it becomes; undefined when there is nothing to take back */
export function undone<T>({ past, future }: Undoable<T>, now: T): { to: T; left: Undoable<T> } | undefined {
  const to = past.at(-1);
  return to === undefined ? undefined : { to, left: { past: past.slice(0, -1), future: [now, ...future] } };
}

export function redone<T>({ past, future }: Undoable<T>, now: T): { to: T; left: Undoable<T> } | undefined {
  const [to, ...left] = future;
  return to === undefined ? undefined : { to, left: { past: [...past, now], future: left } };
}

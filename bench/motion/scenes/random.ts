// Taken out once: a scene asks millions of times, and looking a global name up can be slow.
const { imul, floor, sqrt, log, cos, PI } = Math;

/** A source of chance that says the same again for the same keys, on every machine. */
export interface Random {
  /** At least 0, less than 1. */
  next: () => number;
  between: (low: number, high: number) => number;
  /** A whole number, both ends included. */
  whole: (low: number, high: number) => number;
  pick: <T>(list: readonly [T, ...T[]]) => T;
  chance: (probability: number) => boolean;
  /** Normally distributed, deviation 1. */
  gauss: () => number;
}

/** FNV-1a over the keys seeds mulberry32 (https://github.com/bryc/code/blob/master/jshash/PRNGs.md). */
export function seeded(...keys: readonly (string | number)[]): Random {
  let state = 0x811c9dc5;
  for (const letter of keys.join('/')) state = imul(state ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + (high - low) * next();
  const whole = (low: number, high: number) => low + floor(next() * (high - low + 1));
  return {
    next,
    between,
    whole,
    pick: (list) => list[whole(0, list.length - 1)] ?? list[0],
    chance: (probability) => next() < probability,
    gauss: () => sqrt(-2 * log(1 - next())) * cos(2 * PI * next()),
  };
}

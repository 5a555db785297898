/** An exact fraction of seconds, in lowest terms: times of 1/30000 s and 1/44100 s compare without rounding. */
export interface Fraction {
  numerator: bigint;
  denominator: bigint;
}

export function fraction(numerator: bigint, denominator: bigint): Fraction {
  const divisor = commonDivisor(numerator < 0n ? -numerator : numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

const commonDivisor = (a: bigint, b: bigint): bigint => (b === 0n ? a || 1n : commonDivisor(b, a % b));

export const minus = (a: Fraction, b: Fraction): Fraction =>
  fraction(a.numerator * b.denominator - b.numerator * a.denominator, a.denominator * b.denominator);

export const plus = (a: Fraction, b: Fraction): Fraction =>
  minus(a, { numerator: -b.numerator, denominator: b.denominator });

export const later = (a: Fraction, b: Fraction): boolean => minus(a, b).numerator > 0n;

export const largest = (first: Fraction, ...others: Fraction[]): Fraction =>
  others.reduce((most, one) => (later(one, most) ? one : most), first);

/** Whether two times are at most `tolerance` apart. */
export const near = (a: Fraction, b: Fraction, tolerance: Fraction): boolean =>
  !later(minus(a, b), tolerance) && !later(minus(b, a), tolerance);

export const inSeconds = ({ numerator, denominator }: Fraction): number => Number(numerator) / Number(denominator);

/** For people: `3/25 s (0.120000)`. */
export const inWords = (time: Fraction): string =>
  `${time.numerator}/${time.denominator} s (${inSeconds(time).toFixed(6)})`;

import * as z from 'zod';

/** An exact fraction, as ffmpeg uses for time bases and frame rates. */
export const Rational = z.object({ numerator: z.number().int(), denominator: z.number().int().positive() });
export type Rational = z.infer<typeof Rational>;

/** Reads ffprobe's `1/30000`; undefined for `0/0` and anything that isn't a positive fraction. */
export function parseRational(text: string): Rational | undefined {
  const match = /^(\d+)[/:](\d+)$/.exec(text);
  const [numerator, denominator] = [Number(match?.[1]), Number(match?.[2])];
  return numerator > 0 && denominator > 0 ? { numerator, denominator } : undefined;
}

export const formatRational = ({ numerator, denominator }: Rational): string => `${numerator}/${denominator}`;

/** Seconds of a time stamp that counts in units of `timeBase`. */
export const toSeconds = (pts: number, timeBase: Rational): number => (pts * timeBase.numerator) / timeBase.denominator;

/** Microseconds, rounded: what ffmpeg's command line and concat lists can say exactly. */
export const toMicroseconds = (pts: number, timeBase: Rational): number => Math.round(toSeconds(pts, timeBase) * 1e6);

/** The number of time base units in `seconds`, rounded down. */
export const toPts = (seconds: number, timeBase: Rational): number =>
  Math.floor((seconds * timeBase.denominator) / timeBase.numerator);

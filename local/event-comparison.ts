import * as z from 'zod';

type Holds = (value: unknown) => boolean;
type CompareTexts = (text: string, expected: string) => boolean;

/** `{ suffix: 'a' }`, or `{ suffix: { 'equals-ignore-case': 'a' } }` where case doesn't count. */
const comparingTexts = (compare: CompareTexts) =>
  z.union([z.string().transform((expected) => ofTexts(compare, expected)), ignoringCase(compare)]);

const ignoringCase = (compare: CompareTexts) =>
  z
    .strictObject({ 'equals-ignore-case': z.string() })
    .transform(({ 'equals-ignore-case': expected }) =>
      ofTexts((text) => compare(text.toLowerCase(), expected.toLowerCase()), expected),
    );

const ofTexts =
  (compare: CompareTexts, expected: string): Holds =>
  (value) =>
    typeof value === 'string' && compare(value, expected);

/** EventBridge compares numbers from -5e9 to 5e9; others are equal to nothing, greater than nothing and less than nothing. */
const ComparableNumber = z.number().min(-5e9).max(5e9);

const compareNumbers = {
  '=': (value: number, bound: number) => value === bound,
  '<': (value: number, bound: number) => value < bound,
  '<=': (value: number, bound: number) => value <= bound,
  '>': (value: number, bound: number) => value > bound,
  '>=': (value: number, bound: number) => value >= bound,
};

const Numeric = z
  .union([
    z
      .tuple([z.literal(['=', '<', '<=', '>', '>=']), ComparableNumber])
      .transform(([operator, bound]) => [{ operator, bound }]),
    z
      .tuple([z.literal(['>', '>=']), ComparableNumber, z.literal(['<', '<=']), ComparableNumber])
      .refine(([, bottom, , top]) => bottom < top)
      .transform(([above, bottom, below, top]) => [
        { operator: above, bound: bottom },
        { operator: below, bound: top },
      ]),
  ])
  .transform((limits): Holds => (value) => {
    const number = ComparableNumber.safeParse(value);
    return number.success && limits.every(({ operator, bound }) => compareNumbers[operator](number.data, bound));
  });

/**
 * One entry of a pattern's list that is no plain value, parsed to the question whether it holds:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export const Comparison = z.union([
  z.strictObject({ prefix: comparingTexts((text, start) => text.startsWith(start)) }).transform(({ prefix }) => prefix),
  z.strictObject({ suffix: comparingTexts((text, end) => text.endsWith(end)) }).transform(({ suffix }) => suffix),
  ignoringCase((text, expected) => text === expected),
  z.strictObject({ numeric: Numeric }).transform(({ numeric }) => numeric),
  z.strictObject({ exists: z.boolean() }).transform(
    ({ exists }): Holds =>
      (value) =>
        (value !== undefined) === exists,
  ),
  z.strictObject({ 'anything-but': z.strictObject({ prefix: z.string().min(1) }) }).transform(
    ({ 'anything-but': { prefix } }): Holds =>
      (value) =>
        typeof value === 'string' && !value.startsWith(prefix),
  ),
  z.strictObject({ 'anything-but': z.array(z.unknown()) }).transform(
    ({ 'anything-but': others }): Holds =>
      (value) =>
        value !== undefined && !others.includes(value),
  ),
]);

import { z } from 'zod';
import { parsePath, type Path } from './reference-path';

/** A JSONPath, checked when the machine is created. */
export const PathText = z.string().superRefine((text, check) => {
  try {
    parsePath(text);
  } catch (error) {
    check.addIssue({ code: 'custom', message: `Value is not a valid JSONPath. ${String(error)}` });
  }
});

const relations = ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals'] as const;
export type Relation = (typeof relations)[number];
export type Kind = 'String' | 'Numeric' | 'Timestamp' | 'Boolean';

/** What a comparison's name says: its kind, its relation, and whether the other side is a path. */
export const comparisons: ReadonlyMap<string, { kind: Kind; relation: Relation; ofPath: boolean }> = new Map(
  [false, true].flatMap((ofPath) => [
    [
      `BooleanEquals${ofPath ? 'Path' : ''}`,
      { kind: 'Boolean' as Kind, relation: 'Equals' as Relation, ofPath },
    ] as const,
    ...(['String', 'Numeric', 'Timestamp'] as const).flatMap((kind) =>
      relations.map((relation) => [`${kind}${relation}${ofPath ? 'Path' : ''}`, { kind, relation, ofPath }] as const),
    ),
  ]),
);

const typeTests = ['IsPresent', 'IsNull', 'IsString', 'IsNumeric', 'IsBoolean', 'IsTimestamp'] as const;

/** `Next` stands at the top rule of a choice, not in those inside And, Or and Not. */
interface Ruled {
  readonly Next?: string | undefined;
}

/** `test` is the comparison's operator, `value` what stands beside it. */
export interface Comparison extends Ruled {
  readonly variable: Path;
  readonly test: string;
  readonly value: string | number | boolean;
}

export type ChoiceRule =
  | (Ruled & { readonly And: readonly ChoiceRule[] })
  | (Ruled & { readonly Or: readonly ChoiceRule[] })
  | (Ruled & { readonly Not: ChoiceRule })
  | Comparison;

const ruled = { Next: z.string().optional(), Comment: z.string().optional() };

/** https://states-language.net/#choice-state */
export const ChoiceRule: z.ZodType<ChoiceRule> = z.union([
  z.strictObject({ ...ruled, And: z.array(z.lazy(() => ChoiceRule)).min(1) }),
  z.strictObject({ ...ruled, Or: z.array(z.lazy(() => ChoiceRule)).min(1) }),
  z.strictObject({ ...ruled, Not: z.lazy(() => ChoiceRule) }),
  z
    .object({ ...ruled, Variable: PathText })
    .catchall(z.union([z.string(), z.number(), z.boolean()]))
    .transform(oneTest),
]);

type Operands = Record<string, string | number | boolean | undefined>;

function oneTest(
  { Variable, Next, ...rule }: Operands & { Variable: string; Next?: string | undefined },
  check: z.RefinementCtx,
): Comparison {
  const tests = Object.entries(rule).filter(([name]) => name !== 'Comment');
  const [entry, ...more] = tests;
  const problem = (message: string): never => {
    check.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  if (!entry || more.length > 0) {
    return problem(`A choice rule has exactly one comparison, got ${tests.map(([name]) => name).join(', ') || 'none'}`);
  }
  const [test, value] = entry;
  const expected = operandType(test);
  if (expected === undefined) return problem(`The field '${test}' is not a comparison of the Choice state`);
  if (value === undefined || typeof value !== expected) return problem(`${test} takes a ${expected}`);
  if (comparisons.get(test)?.ofPath && !PathText.safeParse(value).success) {
    return problem(`${test} takes a JSONPath, got ${value}`);
  }
  return { variable: parsePath(Variable), test, value, Next };
}

function operandType(test: string): 'string' | 'number' | 'boolean' | undefined {
  if (typeTests.some((name) => name === test)) return 'boolean';
  if (test === 'StringMatches') return 'string';
  const comparison = comparisons.get(test);
  if (!comparison) return undefined;
  if (comparison.ofPath) return 'string';
  return comparison.kind === 'Numeric' ? 'number' : comparison.kind === 'Boolean' ? 'boolean' : 'string';
}

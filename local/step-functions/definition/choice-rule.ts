import * as z from 'zod';
import { Assign, ExpressionText, Json, PathText } from './fields';
import type { JsonObject, JsonValue } from '../json';
import { parsePath, type Path } from '../query/reference-path';

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

/** These stand at the top rule of a choice, not in those inside And, Or and Not. */
interface Ruled {
  readonly Next?: string | undefined;
  readonly Assign?: JsonObject | undefined;
  readonly Output?: JsonValue | undefined;
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
  | (Ruled & { readonly Condition: string | boolean })
  | Comparison;

const ruled = { Next: z.string().optional(), Comment: z.string().optional(), Assign, Output: Json.optional() };

/** https://states-language.net/#choice-state */
export const ChoiceRule: z.ZodType<ChoiceRule> = z.union([
  z.strictObject({ ...ruled, And: z.array(z.lazy(() => ChoiceRule)).min(1) }),
  z.strictObject({ ...ruled, Or: z.array(z.lazy(() => ChoiceRule)).min(1) }),
  z.strictObject({ ...ruled, Not: z.lazy(() => ChoiceRule) }),
  z.strictObject({ ...ruled, Condition: z.union([ExpressionText, z.boolean()]) }),
  z
    .object({ ...ruled, Variable: PathText })
    .catchall(z.union([z.string(), z.number(), z.boolean()]))
    .transform(({ Variable, Next, Assign, Output, ...tests }, check) => ({
      ...oneTest(Variable, tests, check),
      Next,
      Assign,
      Output,
    })),
]);

type Operands = Record<string, JsonValue | undefined>;

function oneTest(variable: string, operands: Operands, check: z.RefinementCtx): Comparison {
  const tests = Object.entries(operands).filter(([name]) => name !== 'Comment');
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
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    return problem(`${test} takes a ${expected}`);
  }
  if (typeof value !== expected) return problem(`${test} takes a ${expected}`);
  if (comparisons.get(test)?.ofPath && !PathText.safeParse(value).success) {
    return problem(`${test} takes a JSONPath, got ${value}`);
  }
  return { variable: parsePath(variable), test, value };
}

function operandType(test: string): 'string' | 'number' | 'boolean' | undefined {
  if (typeTests.some((name) => name === test)) return 'boolean';
  if (test === 'StringMatches') return 'string';
  const comparison = comparisons.get(test);
  if (!comparison) return undefined;
  if (comparison.ofPath) return 'string';
  return comparison.kind === 'Numeric' ? 'number' : comparison.kind === 'Boolean' ? 'boolean' : 'string';
}

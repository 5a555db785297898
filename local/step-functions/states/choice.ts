import { comparisons, type ChoiceRule, type Comparison, type Kind, type Relation } from '../definition/choice-rule';
import type { ChoiceState } from '../definition/definition';
import type { JsonValue } from '../json';
import { evaluateAs } from '../query/jsonata-language';
import type { Eventually } from '../query/query-language';
import { parsePath, select, type Path } from '../query/reference-path';
import type { StateResult, StateRun } from './state-run';
import { EvaluationError } from './states-error';
import { instantOf } from './timestamp';
import type { View } from '../query/view';

/** https://states-language.net/#choice-state */
export async function runChoice({ state, view, language }: StateRun<ChoiceState>): Promise<StateResult> {
  const given = { kind: 'input', value: view.input } as const;
  for (const [index, rule] of state.Choices.entries()) {
    const chosen = 'Condition' in rule ? await conditionOf(rule.Condition, index, view) : holds(rule, view);
    // What the rule says of variables and output stands instead of what the state says.
    if (chosen && rule.Next !== undefined) return { given, next: rule.Next, leaving: { ...inOut(state), ...rule } };
  }
  if (state.Default !== undefined) return { given, next: state.Default };
  const message = 'Failed to transition out of the state. The state does not point to a next state.';
  throw new EvaluationError(message, language.name === 'JSONata' ? 'States.NoChoiceMatched' : undefined);
}

const inOut = ({ OutputPath }: ChoiceState) => ({ OutputPath });

function conditionOf(condition: string | boolean, index: number, view: View): Eventually<boolean> {
  if (typeof condition === 'boolean') return condition;
  return evaluateAs('boolean', condition, `Choices[${index}]/Condition`, view);
}

function holds(rule: ChoiceRule, view: View): boolean {
  if ('And' in rule) return rule.And.every((one) => holds(one, view));
  if ('Or' in rule) return rule.Or.some((one) => holds(one, view));
  if ('Not' in rule) return !holds(rule.Not, view);
  // A condition stands at the top of a JSONata state's choice, where it was evaluated.
  return 'Condition' in rule ? false : compare(rule, view);
}

function compare({ variable, test, value }: Comparison, view: View): boolean {
  const actual = select(variable, view);
  if (test === 'IsPresent') return (actual !== undefined) === value;
  if (actual === undefined) throw invalid(variable);
  if (test === 'StringMatches') return typeof actual === 'string' && wildcard(String(value)).test(actual);
  const typeTest = typeTests[test];
  if (typeTest) return typeTest(actual) === value;
  const comparison = comparisons.get(test);
  if (!comparison) throw new EvaluationError(`The Choice operator ${test} is not known`);
  const other = comparison.ofPath ? valueAt(parsePath(String(value)), view) : value;
  return relates(comparison.kind, comparison.relation, actual, other);
}

const typeTests: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === 'string',
  IsNumeric: (value) => typeof value === 'number',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => typeof value === 'string' && instantOf(value) !== undefined,
};

function valueAt(path: Path, view: View): JsonValue {
  const value = select(path, view);
  if (value === undefined) throw invalid(path);
  return value;
}

function invalid(path: Path): EvaluationError {
  return new EvaluationError(
    `Invalid path '${path.text}': The choice state's condition path references an invalid value.`,
  );
}

/** Values of another kind than the operator's don't relate: that is false, not an error. */
function relates(kind: Kind, relation: Relation, left: JsonValue, right: JsonValue): boolean {
  if (kind === 'Boolean') return typeof left === 'boolean' && left === right;
  if (kind === 'Numeric')
    return typeof left === 'number' && typeof right === 'number' && ordered(relation, left - right);
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  if (kind === 'String') return ordered(relation, left < right ? -1 : left > right ? 1 : 0);
  const [from, to] = [instantOf(left), instantOf(right)];
  return from !== undefined && to !== undefined && ordered(relation, from - to);
}

function ordered(relation: Relation, difference: number): boolean {
  switch (relation) {
    case 'Equals':
      return difference === 0;
    case 'LessThan':
      return difference < 0;
    case 'GreaterThan':
      return difference > 0;
    case 'LessThanEquals':
      return difference <= 0;
    case 'GreaterThanEquals':
      return difference >= 0;
  }
}

const wildcards = new Map<string, RegExp>();

/** `*` stands for any run of characters; `\*` and `\\` for themselves. */
function wildcard(pattern: string): RegExp {
  const known = wildcards.get(pattern);
  if (known) return known;
  const source = pattern.replace(/\\([*\\])|\*|[^*\\]+|\\/gs, (part, escaped: string | undefined) =>
    escaped === undefined && part === '*' ? '.*' : literal(escaped ?? part),
  );
  const compiled = new RegExp(`^${source}$`, 's');
  wildcards.set(pattern, compiled);
  return compiled;
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

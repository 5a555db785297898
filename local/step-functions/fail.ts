import type { FailState } from './definition';
import type { JsonValue } from './json';
import { evaluate } from './payload-template';
import type { StateResult, StateRun } from './state-run';
import { EvaluationError, StatesError } from './states-error';

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-fail.html */
export function runFail({ state, input, context }: StateRun<FailState>): StateResult {
  const textAt = (field: 'ErrorPath' | 'CausePath'): string | undefined => {
    const expression = state[field];
    return expression === undefined ? undefined : text(field, expression, evaluate(expression, field, input, context));
  };
  const error = state.Error ?? textAt('ErrorPath');
  throw new StatesError(error, state.Cause ?? textAt('CausePath'));
}

function text(field: string, expression: string, value: JsonValue): string {
  if (typeof value === 'string') return value;
  throw new EvaluationError(
    `The ${field} field refers to value ${JSON.stringify(value)} which is not a string: ${expression}`,
  );
}

import type { SucceedState } from './definition';
import type { StateResult, StateRun } from './state-run';

/** https://states-language.net/#succeed-state */
export function runSucceed({ state, input, context, language }: StateRun<SucceedState>): StateResult {
  const effective = language.input(state, input, context);
  return { output: language.output(state, input, effective, context) };
}

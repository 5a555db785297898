import type { PassState } from './definition';
import type { StateResult, StateRun } from './state-run';

/** https://states-language.net/#pass-state */
export function runPass({ state, input, context, language }: StateRun<PassState>): StateResult {
  const effective = language.parameters(state, language.input(state, input, context), context);
  return { output: language.output(state, input, state.Result === undefined ? effective : state.Result, context) };
}

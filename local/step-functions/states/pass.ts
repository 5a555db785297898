import type { PassState } from '../definition/definition';
import type { StateResult, StateRun } from './state-run';

/** https://states-language.net/#pass-state */
export async function runPass({ state, view, language }: StateRun<PassState>): Promise<StateResult> {
  const value = state.Result === undefined ? await language.arguments(state, view) : state.Result;
  return { given: { kind: 'input', value } };
}

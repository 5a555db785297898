import type { StateResult, StateRun } from './state-run';

/** https://states-language.net/#succeed-state */
export function runSucceed({ view }: StateRun<unknown>): StateResult {
  return { given: { kind: 'input', value: view.input } };
}

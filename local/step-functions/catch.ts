import type { Catcher } from './definition';
import type { JsonValue } from './json';
import type { QueryLanguage } from './query-language';
import type { StateResult } from './state-run';
import { covers, type StatesError } from './states-error';

/** Where a failed state goes and with what, or undefined when no Catch covers the error. https://states-language.net/#fallback-states */
export function catchError(
  catchers: readonly Catcher[],
  error: StatesError,
  stateInput: JsonValue,
  language: QueryLanguage,
): StateResult | undefined {
  const catcher = catchers.find(({ ErrorEquals }) => covers(ErrorEquals, error));
  if (!catcher) return undefined;
  const caught = { Error: error.errorName ?? '', Cause: error.causeText ?? '' };
  return { output: language.caught(catcher, stateInput, caught), next: catcher.Next };
}

import type { Catcher } from '../definition/fields';
import { covers, type StatesError } from './states-error';

/** Who takes a failed state's error, or undefined when no Catch covers it. https://states-language.net/#fallback-states */
export function catcherOf(catchers: readonly Catcher[], error: StatesError): Catcher | undefined {
  return catchers.find(({ ErrorEquals }) => covers(ErrorEquals, error));
}

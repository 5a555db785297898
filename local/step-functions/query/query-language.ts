import type { JsonObject, JsonValue } from '../json';
import type { Variables, View } from './view';

/** JSONata is evaluated asynchronously, JSONPath at once: both may be awaited. */
export type Eventually<T> = T | Promise<T>;

/** The fields that say with what a state, a choice rule or a catcher is left. */
export interface LeavingFields {
  readonly Comment?: string | undefined;
  readonly ResultSelector?: JsonObject | undefined;
  readonly ResultPath?: string | null | undefined;
  readonly OutputPath?: string | null | undefined;
  readonly Output?: JsonValue | undefined;
  readonly Assign?: JsonObject | undefined;
}

export interface EnteringFields {
  readonly Comment?: string | undefined;
  readonly InputPath?: string | null | undefined;
  readonly Parameters?: JsonValue | undefined;
  readonly Arguments?: JsonValue | undefined;
}

/** What a state gave: the result of its work, the input it let pass, or the error that a catcher took. */
export interface Yield {
  readonly kind: 'result' | 'input' | 'error';
  readonly value: JsonValue;
}

export interface Left {
  readonly output: JsonValue;
  readonly assigned: Variables | undefined;
}

/** Where numbers stand: in the field itself, in JSONPath also behind the path in the field called `…Path`. */
export type NumberFields = Readonly<Record<string, unknown>>;

/**
 * How a state's fields are evaluated: chosen per state, since a machine may mix languages.
 * All throw EvaluationError, before which nothing of the state has happened.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
export interface QueryLanguage {
  readonly name: 'JSONPath' | 'JSONata';
  /** InputPath: what the other fields see as the input. */
  input(fields: EnteringFields, view: View): JsonValue;
  /** Parameters or Arguments: the input when there are none. */
  arguments(fields: EnteringFields, view: View): Eventually<JsonValue>;
  /** Any other payload template: ItemSelector, BatchInput, Parameters of a reader. `location` is where it stands. */
  template(template: JsonValue, view: View, location: string): Eventually<JsonValue>;
  /** Undefined when the field isn't there. `location` is what the field belongs to, if not to the state itself. */
  integer(fields: NumberFields, field: string, view: View, location?: string): Eventually<number | undefined>;
  float(fields: NumberFields, field: string, view: View): Eventually<number | undefined>;
  /** ResultSelector, Assign, ResultPath and OutputPath, or Output and Assign. `stateInput` is what the state was entered with. */
  leave(fields: LeavingFields, stateInput: JsonValue, view: View, given: Yield): Eventually<Left>;
}

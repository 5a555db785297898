import type { JsonObject, JsonValue } from './json';

/** The fields of a state that its query language reads. */
export interface InputFields {
  readonly InputPath?: string | null | undefined;
  readonly Parameters?: JsonValue | undefined;
}
export interface OutputFields {
  readonly ResultSelector?: JsonObject | undefined;
  readonly ResultPath?: string | null | undefined;
  readonly OutputPath?: string | null | undefined;
}

/**
 * How a state's fields are evaluated: chosen per state, since a machine may mix languages.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
export interface QueryLanguage {
  /** InputPath: what the state's other fields see as `$`. */
  input(fields: InputFields, stateInput: JsonValue, context: JsonValue): JsonValue;
  /** Parameters, over what `input` gave. */
  parameters(fields: InputFields, input: JsonValue, context: JsonValue): JsonValue;
  /** ResultSelector, ResultPath and OutputPath. */
  output(fields: OutputFields, stateInput: JsonValue, result: JsonValue, context: JsonValue): JsonValue;
  /** What a Catch hands on: the error put into the state's input. */
  caught(fields: OutputFields, stateInput: JsonValue, error: JsonObject): JsonValue;
}

import type { JsonObject, JsonValue } from '../json';

/** By name, without the $. https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
export type Variables = JsonObject;

/** What the paths and expressions of a state's fields see. */
export interface View {
  /** `$`, or `$states.input`. */
  readonly input: JsonValue;
  /** `$$`, or `$states.context`. */
  readonly context: JsonObject;
  readonly variables: Variables;
}

export function viewOf(input: JsonValue, context: JsonObject = {}, variables: Variables = {}): View {
  return { input, context, variables };
}

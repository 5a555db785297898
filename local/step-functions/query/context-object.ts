import type { JsonObject, JsonValue } from '../json';

/** What is the same for every state of an execution. */
export interface ExecutionContext {
  readonly Execution: JsonObject;
  readonly StateMachine: JsonObject;
}

export interface MapItem {
  readonly index: number;
  readonly value: JsonValue;
}

/**
 * What `$$` reads. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 * Map.Item is there inside an inline Map's iterations and in any Map's ItemSelector.
 */
export function contextObject(
  { Execution, StateMachine }: ExecutionContext,
  state: { name: string; entered: Date; retryCount: number | undefined },
  item: MapItem | undefined,
): JsonObject {
  const retries: JsonObject = state.retryCount === undefined ? {} : { RetryCount: state.retryCount };
  const context: JsonObject = {
    Execution,
    StateMachine,
    State: { Name: state.name, EnteredTime: state.entered.toISOString(), ...retries },
  };
  return item ? withMapItem(context, item) : context;
}

export function withMapItem(context: JsonObject, { index, value }: MapItem): JsonObject {
  return { ...context, Map: { Item: { Index: index, Value: value } } };
}

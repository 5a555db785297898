import * as z from 'zod';
import { isObject, type JsonObject, type JsonValue } from '../step-functions/json';
import type { IntegrationCall } from '../step-functions/states/state-run';

/** One operation of an AWS API: what a state's parameters make of it, and what comes back, both in JSON. */
export type SdkOperation = (parameters: JsonObject, call: IntegrationCall) => Promise<JsonObject>;

interface Shape {
  /** From a state's parameters to the SDK's: the members' names. */
  request?: (parameters: JsonObject) => unknown;
  /** And back. */
  response?: (answer: JsonObject) => JsonObject;
}

/**
 * An operation that the SDK for JavaScript sends. The SDK's type says what the parameters should be; whether they are is the
 * service's to say, in its own words.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- each caller's command has its own input
export function sdkOperation<Input extends object>(
  send: (input: Input, options: { abortSignal: AbortSignal }) => Promise<object>,
  { request = same, response = same }: Shape = {},
): SdkOperation {
  const Request = z.custom<Input>((value) => typeof value === 'object' && value !== null);
  return async (parameters, { signal }) => {
    const answer = await send(Request.parse(request(parameters)), { abortSignal: signal });
    return response(answerOf(answer));
  };
}

const same = (value: JsonObject): JsonObject => value;

/** The members of an answer, without the SDK's own. */
function answerOf(answer: object): JsonObject {
  const members = jsonOf(Object.fromEntries(Object.entries(answer).filter(([name]) => name !== '$metadata')));
  return isObject(members) ? members : {};
}

/** Instants as ISO 8601 text as Java writes it, bytes in base64; what is undefined isn't there. */
export function jsonOf(value: unknown): JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== 'object') return null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, jsonOf(member)]),
  );
}

/** What a Step Functions payload may hold. Arrays and objects are shared between states, never changed in place. */
export type JsonValue = null | boolean | number | string | JsonArray | JsonObject;
export type JsonArray = JsonValue[];
export type JsonObject = { [key: string]: JsonValue };

/** JSON.parse yields nothing but JSON: only a value that was never parsed could be undefined. */
function isJson(value: unknown): value is JsonValue {
  return value !== undefined;
}

/** Throws SyntaxError. */
export function parseJson(text: string): JsonValue {
  const value: unknown = JSON.parse(text);
  if (!isJson(value)) throw new SyntaxError('not a JSON text');
  return value;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own property only: `__proto__` and `constructor` are ordinary names in a payload. */
export function property(value: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

export function equal(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((value, index) => equal(value, b[index] ?? null));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equal(a[key] ?? null, b[key] ?? null))
  );
}

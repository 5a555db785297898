import type { JsonValue } from '../step-functions/json';

/** Parameters with DynamoDB's binary attributes, which are base64 in JSON, as bytes: the SDK would take their text for the bytes. */
export function withAttributeBytes(value: JsonValue): unknown {
  if (Array.isArray(value)) return value.map(withAttributeBytes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, memberOf(name, member)]));
}

/** Only attribute values have members that are called so; an attribute's own name has an object behind it. */
function memberOf(name: string, member: JsonValue): unknown {
  if (name === 'B' && typeof member === 'string') return Buffer.from(member, 'base64');
  if (name === 'BS' && Array.isArray(member)) {
    return member.map((one) => (typeof one === 'string' ? Buffer.from(one, 'base64') : one));
  }
  return withAttributeBytes(member);
}

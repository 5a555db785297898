import { schemaFailure, type Diagnostic } from './diagnostic';
import { isObject, type JsonObject, type JsonValue } from './json';

/** Parts of the language that have no engine here yet: refused by name, never half run. */
const unsupportedFields: Readonly<Record<string, string>> = {
  Assign: 'Variables (Assign)',
  Arguments: 'JSONata (Arguments)',
  Output: 'JSONata (Output)',
  Items: 'JSONata (Items)',
  Condition: 'JSONata (Condition)',
  ItemBatcher: 'ItemBatcher',
  ResultWriter: 'ResultWriter',
};

/** Walks states, branches, processors and the lists in them, but not templates: those may hold any name. */
const structure = new Set(['States', 'Branches', 'ItemProcessor', 'Iterator', 'Choices', 'Catch']);

export function findUnsupported(value: JsonValue, location = '', ofNames = false): Diagnostic[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => findUnsupported(item, `${location}/${index}`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, of]) => {
    const here = `${location}/${key}`;
    if (ofNames) return findUnsupported(of, here);
    if (key === 'QueryLanguage' && of === 'JSONata') {
      return [schemaFailure('JSONata is not supported by the embedded engine: use JSONPath', here)];
    }
    const feature = unsupportedFields[key];
    if (feature) return [schemaFailure(`${feature} is not supported by the embedded engine`, here)];
    if (key === 'ItemReader' && isObject(of)) return checkReader(of, here);
    return structure.has(key) ? findUnsupported(of, here, key === 'States') : [];
  });
}

function checkReader(reader: JsonObject, location: string): Diagnostic[] {
  const config = reader['ReaderConfig'];
  const type = isObject(config) ? config['InputType'] : undefined;
  if (reader['Resource'] !== 'arn:aws:states:::s3:getObject') {
    const message = `The ItemReader resource ${JSON.stringify(reader['Resource'])} is not supported: use arn:aws:states:::s3:getObject`;
    return [schemaFailure(message, `${location}/Resource`)];
  }
  if (type === 'JSON') return [];
  const message = `The ItemReader input type ${JSON.stringify(type)} is not supported: use JSON`;
  return [schemaFailure(message, `${location}/ReaderConfig/InputType`)];
}

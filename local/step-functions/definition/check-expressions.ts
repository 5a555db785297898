import type { State } from './definition';
import { schemaFailure, type Diagnostic } from './diagnostic';
import { parseIntrinsic, type Expression } from '../query/intrinsic-parser';
import { isIntrinsicName } from '../query/intrinsics';
import { isObject, type JsonValue } from '../json';
import { parsePath } from '../query/reference-path';

/** The paths and intrinsic functions in a state's payload templates. */
export function checkTemplate(state: State, location: string): Diagnostic[] {
  const templates: [string, JsonValue | undefined][] = [];
  if ('Parameters' in state) templates.push(['Parameters', state.Parameters]);
  if ('ResultSelector' in state) templates.push(['ResultSelector', state.ResultSelector]);
  if ('ItemSelector' in state) templates.push(['ItemSelector', state.ItemSelector]);
  if ('Assign' in state) templates.push(['Assign', state.Assign]);
  if ('Catch' in state) state.Catch.forEach(({ Assign }, index) => templates.push([`Catch/${index}/Assign`, Assign]));
  if (state.Type === 'Map') {
    templates.push(['ItemReader/Parameters', state.ItemReader?.Parameters]);
    templates.push(['ItemBatcher/BatchInput', state.ItemBatcher?.BatchInput]);
    templates.push(['ResultWriter/Parameters', state.ResultWriter?.Parameters]);
  }
  return templates.flatMap(([field, template]) => walk(template, `${location}/${field}`));
}

function walk(template: JsonValue | undefined, location: string): Diagnostic[] {
  if (Array.isArray(template)) return template.flatMap((item, index) => walk(item, `${location}/${index}`));
  if (!isObject(template)) return [];
  return Object.entries(template).flatMap(([key, value]) => {
    if (!key.endsWith('.$')) return walk(value, `${location}/${key}`);
    if (typeof value === 'string' && isExpression(value)) return [];
    const message = `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`;
    return [schemaFailure(message, `${location}/${key}`)];
  });
}

export function isExpression(text: string): boolean {
  try {
    if (text.startsWith('$')) parsePath(text);
    else return namesExist(parseIntrinsic(text));
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function namesExist(expression: Expression): boolean {
  return expression.kind !== 'call' || (isIntrinsicName(expression.name) && expression.args.every(namesExist));
}

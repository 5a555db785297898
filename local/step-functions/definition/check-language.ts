import { compile, expressionIn } from '../query/jsonata-expression';
import type { State } from './definition';
import { schemaFailure, type Diagnostic } from './diagnostic';

type Language = 'JSONPath' | 'JSONata';

/** Fields that belong to one language alone. https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#compare-fields */
const only: Readonly<Record<Language, readonly string[]>> = {
  JSONPath: [
    'InputPath',
    'OutputPath',
    'ResultPath',
    'ResultSelector',
    'Parameters',
    'Result',
    'ItemsPath',
    'SecondsPath',
    'TimestampPath',
    'ErrorPath',
    'CausePath',
    'TimeoutSecondsPath',
    'HeartbeatSecondsPath',
    'MaxConcurrencyPath',
    'ToleratedFailureCountPath',
    'ToleratedFailurePercentagePath',
    'MaxItemsPath',
    'MaxItemsPerBatchPath',
    'MaxInputBytesPerBatchPath',
    'Variable',
    'And',
    'Or',
    'Not',
  ],
  JSONata: ['Arguments', 'Output', 'Items', 'Condition'],
};

/** Numbers that may be given by an expression, in JSONata. */
const numbers = [
  'TimeoutSeconds',
  'HeartbeatSeconds',
  'Seconds',
  'MaxConcurrency',
  'ToleratedFailureCount',
  'ToleratedFailurePercentage',
  'MaxItems',
  'MaxItemsPerBatch',
  'MaxInputBytesPerBatch',
];

/** Objects inside a state whose fields are the language's, too. */
const inner = ['Choices', 'And', 'Or', 'Not', 'Catch', 'ItemReader', 'ReaderConfig', 'ItemBatcher', 'ResultWriter'];

/** Payloads that may hold expressions anywhere. */
const templates = ['Arguments', 'Output', 'Assign', 'Items', 'ItemSelector', 'BatchInput', 'Condition', 'Timestamp', 'Error', 'Cause']; // prettier-ignore

export function languageOf(state: State, ofMachine: Language): Language {
  return state.QueryLanguage ?? ofMachine;
}

/** A state has no field of the other language, and what it has is well formed. */
export function checkLanguage(state: State, location: string, ofMachine: Language): Diagnostic[] {
  if (ofMachine === 'JSONata' && state.QueryLanguage === 'JSONPath') {
    return [schemaFailure('A JSONata state machine has no JSONPath states', `${location}/QueryLanguage`)];
  }
  return checkFields(state, location, languageOf(state, ofMachine));
}

function checkFields(fields: object, location: string, language: Language): Diagnostic[] {
  const other = language === 'JSONPath' ? 'JSONata' : 'JSONPath';
  return Object.entries(fields).flatMap(([key, value]: [string, unknown]) => {
    // A comparison was taken apart when it was read.
    const field = key === 'variable' ? 'Variable' : key;
    const here = `${location}/${field}`;
    if (value === undefined) return [];
    if (only[other].includes(field)) {
      return [schemaFailure(`The field ${field} is not supported when the QueryLanguage is ${language}`, here)];
    }
    if (inner.includes(field)) return checkInner(value, here, language);
    const names = field === 'Assign' && typeof value === 'object' ? checkNames(Object.keys(value ?? {}), here) : [];
    if (names.length > 0) return names;
    if (language === 'JSONPath') {
      const expression = numbers.includes(field) && typeof value === 'string';
      return expression
        ? [schemaFailure(`The field ${field} must be a number when the QueryLanguage is JSONPath`, here)]
        : [];
    }
    return templates.includes(field) || numbers.includes(field) ? checkExpressions(value, here) : [];
  });
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html: `states` is taken, and `.$` no part of a name. */
function checkNames(fields: readonly string[], location: string): Diagnostic[] {
  return fields.flatMap((field) => {
    const name = field.replace(/\.\$$/, '');
    const valid = /^[\p{ID_Start}_][\p{ID_Continue}]{0,79}$/u.test(name) && name !== 'states';
    return valid ? [] : [schemaFailure(`'${name}' can't be the name of a variable`, `${location}/${field}`)];
  });
}

function checkInner(value: unknown, location: string, language: Language): Diagnostic[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => checkInner(item, `${location}/${index}`, language));
  }
  return typeof value === 'object' && value !== null ? checkFields(value, location, language) : [];
}

function checkExpressions(value: unknown, location: string): Diagnostic[] {
  if (typeof value === 'string') return checkExpression(value, location);
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => checkExpressions(item, `${location}/${index}`));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, of]: [string, unknown]) => checkExpressions(of, `${location}/${key}`));
}

function checkExpression(text: string, location: string): Diagnostic[] {
  const expression = expressionIn(text);
  if (expression === undefined) return [];
  try {
    compile(expression);
    return [];
  } catch (error) {
    const message = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
    return [schemaFailure(`The JSONata expression '${expression}' is not well formed: ${message}`, location)];
  }
}

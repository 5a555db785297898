import { createHash, randomUUID } from 'node:crypto';
import { hashAlgorithms, partition, range, seeded } from './intrinsics';
import { parseJson, type JsonValue } from '../json';

/**
 * What Step Functions adds to JSONata: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn
 * Called with what the expression gives, whatever that is.
 */
export const jsonataFunctions: Readonly<Record<string, (...given: JsonValue[]) => JsonValue | undefined>> = {
  partition: (array = null, size = null) => partition(listOf(array), integer('partition', 2, size)),

  range: (first = null, last = null, step = null) =>
    singleton(range(integer('range', 1, first), integer('range', 2, last), integer('range', 3, step))),

  hash: (data = null, algorithm = null) => {
    const name = typeof algorithm === 'string' ? hashAlgorithms[algorithm] : undefined;
    if (!name)
      throw new Error(`Argument 2 of function "hash" must be one of ${Object.keys(hashAlgorithms).join(', ')}`);
    return createHash(name)
      .update(typeof data === 'string' ? data : JSON.stringify(data))
      .digest('hex');
  },

  /** From 0 inclusive to 1 exclusive; the same for the same seed. */
  random: (...[seed]) => (seed === undefined ? Math.random() : seeded(integer('random', 1, seed))),

  uuid: () => randomUUID(),

  parse: (text = null) => {
    if (typeof text !== 'string') throw new Error('Argument 1 of function "parse" must be a string');
    return parseJson(text);
  },

  // JSONata has it, AWS doesn't: an expression shows all that it does.
  eval: () => {
    throw new Error('The function "eval" is not supported: use $parse for JSON');
  },
};

/** JSONata hands a list of one on as its only element, and takes it back so. */
function listOf(value: JsonValue): JsonValue[] {
  return Array.isArray(value) ? value : [value];
}

function singleton(list: JsonValue[]): JsonValue | undefined {
  return list.length === 1 ? list[0] : list;
}

function integer(name: string, position: number, value: JsonValue): number {
  if (typeof value === 'number') return Math.trunc(value);
  throw new Error(`Argument ${position} of function "${name}" must be a number`);
}

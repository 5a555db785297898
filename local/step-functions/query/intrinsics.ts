import { createHash, randomInt, randomUUID } from 'node:crypto';
import type { Expression } from './intrinsic-parser';
import { equal, isObject, parseJson, type JsonObject, type JsonValue } from '../json';
import { select } from './reference-path';
import { EvaluationError } from '../states/states-error';
import type { View } from './view';

/** Evaluates a parsed intrinsic function. https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html */
export function evaluateIntrinsic(expression: Expression, view: View): JsonValue {
  if (expression.kind === 'literal') return expression.value;
  if (expression.kind === 'path') {
    const value = select(expression.path, view);
    if (value !== undefined) return value;
    throw new EvaluationError(
      `The JsonPath argument for the field '${expression.path.text}' could not be found in the input '${JSON.stringify(view.input)}'`,
    );
  }
  const run = functions[expression.name];
  if (!run) throw new EvaluationError(`The function '${expression.name}' does not exist`, 'States.IntrinsicFailure');
  const args = expression.args.map((arg, index) => {
    const value = evaluateIntrinsic(arg, view);
    const isTemplate = expression.name === 'States.Format' && index === 0;
    return arg.kind === 'literal' && typeof value === 'string' && !isTemplate ? unescape(value) : value;
  });
  try {
    return run(new Arguments(args));
  } catch (error) {
    if (error instanceof EvaluationError || !(error instanceof Error)) throw error;
    throw new EvaluationError(
      `The function '${expression.text}' had the following error: ${error.message}`,
      'States.IntrinsicFailure',
    );
  }
}

export function isIntrinsicName(name: string): boolean {
  return name in functions;
}

/** The arguments of one call, read by position and kind. */
class Arguments {
  constructor(readonly all: readonly JsonValue[]) {}

  count(least: number, most = least): this {
    const { length } = this.all;
    if (length >= least && length <= most) return this;
    throw new Error(
      `Invalid number of arguments: ${length}, expected ${least === most ? least : `${least} to ${most}`}`,
    );
  }

  any(index: number): JsonValue {
    return this.all[index] ?? null;
  }

  private wrong(index: number, wanted: string): never {
    throw new Error(`Invalid argument ${index + 1}: expected ${wanted}, got ${JSON.stringify(this.any(index))}`);
  }

  array(index: number): JsonValue[] {
    const value = this.any(index);
    return Array.isArray(value) ? value : this.wrong(index, 'an array');
  }

  object(index: number): JsonObject {
    const value = this.any(index);
    return isObject(value) ? value : this.wrong(index, 'an object');
  }

  string(index: number, longest = Infinity): string {
    const value = this.any(index);
    if (typeof value !== 'string') return this.wrong(index, 'a string');
    return value.length <= longest ? value : this.wrong(index, `at most ${longest} characters`);
  }

  /** Fractions are rounded, halves towards positive infinity. */
  integer(index: number): number {
    const value = this.any(index);
    // Adding zero makes 0 of the -0 that rounding yields.
    return typeof value === 'number' ? Math.round(value) + 0 : this.wrong(index, 'a number');
  }
}

const functions: Readonly<Record<string, (args: Arguments) => JsonValue>> = {
  'States.Format': (args) => format(args.string(0), args.all.slice(1)),
  'States.StringToJson': (args) => stringToJson(args.count(1).string(0)),
  'States.JsonToString': (args) => JSON.stringify(args.count(1).any(0)),
  'States.Array': (args) => [...args.all],
  'States.ArrayPartition': (args) => partition(args.count(2).array(0), args.integer(1)),
  'States.ArrayContains': (args) => {
    const wanted = args.count(2).any(1);
    return args.array(0).some((value) => equal(value, wanted));
  },
  'States.ArrayRange': (args) => range(args.count(3).integer(0), args.integer(1), args.integer(2)),
  'States.ArrayGetItem': (args) => getItem(args.count(2).array(0), args.integer(1)),
  'States.ArrayLength': (args) => args.count(1).array(0).length,
  'States.ArrayUnique': (args) => unique(args.count(1).array(0)),
  'States.Base64Encode': (args) => Buffer.from(args.count(1).string(0, 10_000)).toString('base64'),
  'States.Base64Decode': (args) => Buffer.from(args.count(1).string(0, 10_000), 'base64').toString(),
  'States.Hash': (args) => hash(args.count(2).any(0), args.string(1)),
  'States.JsonMerge': (args) => {
    if (args.count(3).any(2) !== false)
      throw new Error('Deep merging is not supported: the third argument must be false');
    return { ...args.object(0), ...args.object(1) };
  },
  'States.MathRandom': (args) => random(args.count(2, 3)),
  'States.MathAdd': (args) => args.count(2).integer(0) + args.integer(1),
  'States.StringSplit': (args) => split(args.count(2).string(0), args.string(1)),
  'States.UUID': (args) => (args.count(0), randomUUID()),
};

function unescape(text: string): string {
  return text.replace(/\\(.)/gs, '$1');
}

function format(template: string, values: readonly JsonValue[]): string {
  let used = 0;
  const text = template.replace(/\\(.)|\{\}/gs, (_, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    const value = values[used++];
    if (value === undefined) throw new Error(`The template has more {} than the ${values.length} given values`);
    return javaText(value);
  });
  if (used < values.length) throw new Error(`The template has ${used} {} for ${values.length} given values`);
  return text;
}

/** AWS formats objects as Java's maps print themselves: {Id=1, Name=two}. */
function javaText(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`;
  if (!isObject(value)) return String(value);
  return `{${Object.entries(value)
    .map(([key, of]) => `${key}=${javaText(of)}`)
    .join(', ')}}`;
}

function stringToJson(text: string): JsonValue {
  return text.trim() === '' ? null : parseJson(text);
}

/** Lists of at most `size` items. Throws Error. */
export function partition(array: readonly JsonValue[], size: number): JsonValue[] {
  if (size < 1) throw new Error(`The chunk size must be a positive integer, got ${size}`);
  const chunks: JsonValue[] = [];
  for (let at = 0; at < array.length; at += size) chunks.push(array.slice(at, at + size));
  return chunks;
}

/** The numbers from `first` to `last`, both inclusive. Throws Error. */
export function range(first: number, last: number, step: number): JsonValue[] {
  if (step === 0) throw new Error('The step must not be zero');
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > 1000) throw new Error(`The range has ${length} numbers, the limit is 1000`);
  return Array.from({ length }, (_, index) => first + index * step);
}

function getItem(array: JsonValue[], index: number): JsonValue {
  const item = index < 0 ? undefined : array[index];
  if (item === undefined) throw new Error(`Index ${index} is out of bounds for an array of ${array.length}`);
  return item;
}

function unique(array: JsonValue[]): JsonValue {
  const kept: JsonValue[] = [];
  for (const value of array) if (!kept.some((other) => equal(other, value))) kept.push(value);
  return kept;
}

/** AWS's names of them, and OpenSSL's. */
export const hashAlgorithms: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

function hash(data: JsonValue, algorithm: string): string {
  const name = hashAlgorithms[algorithm];
  if (!name) throw new Error(`Unknown algorithm ${algorithm}: use one of ${Object.keys(hashAlgorithms).join(', ')}`);
  return createHash(name)
    .update(typeof data === 'string' ? data : JSON.stringify(data))
    .digest('hex');
}

/** From start, inclusive, to end, exclusive. The same seed always gives the same number, though not the one AWS gives. */
function random(args: Arguments): number {
  const [start, end] = [args.integer(0), args.integer(1)];
  if (end <= start) throw new Error(`The end (${end}) must be greater than the start (${start})`);
  if (args.all.length < 3) return randomInt(start, end);
  return start + Math.floor(seeded(args.integer(2)) * (end - start));
}

/** From 0 inclusive to 1 exclusive, the same for the same seed. */
export function seeded(seed: number): number {
  return createHash('sha256').update(String(seed)).digest().readUIntBE(0, 6) / 2 ** 48;
}

/** Splits at every one of the delimiter's characters. */
function split(text: string, delimiters: string): JsonValue {
  if (delimiters === '') return [text];
  const parts: string[] = [''];
  for (const letter of text) {
    if (delimiters.includes(letter)) parts.push('');
    else parts.push((parts.pop() ?? '') + letter);
  }
  return parts.filter((part) => part !== '');
}

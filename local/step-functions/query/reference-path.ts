import { JSONPath } from 'jsonpath-plus';
import { isObject, property, type JsonArray, type JsonObject, type JsonValue } from '../json';
import { EvaluationError } from '../states/states-error';
import { type View, viewOf } from './view';

type Step = string | number;

/**
 * A JSONPath. `steps` when it names exactly one place ($.a.b[0], $['a']); anything richer (wildcards, filters, slices, ..)
 * has none and selects a list. https://states-language.net/#ref-paths
 */
export interface Path {
  readonly text: string;
  /** The state's input ($), the context object ($$) or a variable ($name). */
  readonly root: 'input' | 'context' | { readonly variable: string };
  /** The path from that root on, beginning with $. */
  readonly query: string;
  readonly steps: readonly Step[] | undefined;
}

const oneStep = /\.([^.[\]()*?,\s'"]+)|\[(-?\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/y;

const parsed = new Map<string, Path>();

/** Parsed once per text. Throws SyntaxError when the text doesn't begin as a path. */
export function parsePath(text: string): Path {
  const known = parsed.get(text);
  if (known) return known;
  const [, name, rest = ''] = /^\$(\$|[\p{ID_Start}_][\p{ID_Continue}]*|)((?:[.[][^]*)?)$/u.exec(text) ?? [];
  if (name === undefined) {
    throw new SyntaxError(`'${text}' is not a JSONPath: it must begin with $, with $$ or with a variable's $name`);
  }
  if (/\.$|\.\.$|\[$/.test(rest)) throw new SyntaxError(`'${text}' is not a JSONPath: it ends too early`);
  const query = `$${rest}`;
  const root: Path['root'] = name === '' ? 'input' : name === '$' ? 'context' : { variable: name };
  const path = { text, root, query, steps: simpleSteps(query) };
  parsed.set(text, path);
  return path;
}

function simpleSteps(query: string): Step[] | undefined {
  const steps: Step[] = [];
  for (let at = 1; at < query.length; at = oneStep.lastIndex) {
    oneStep.lastIndex = at;
    const match = oneStep.exec(query);
    if (!match) return undefined;
    const [, name, index, single, double] = match;
    steps.push(index === undefined ? (name ?? (single ?? double ?? '').replace(/\\(.)/g, '$1')) : Number(index));
  }
  return steps;
}

/** The value at the path, or undefined when there is none. */
export function select(path: Path, view: View): JsonValue | undefined {
  const root = rootOf(path, view);
  if (root === undefined) return undefined;
  if (!path.steps) return selectMany(path.query, root);
  let value: JsonValue | undefined = root;
  for (const step of path.steps) {
    value = stepInto(value, step);
    if (value === undefined) return undefined;
  }
  return value;
}

function rootOf({ root }: Path, { input, context, variables }: View): JsonValue | undefined {
  if (root === 'input') return input;
  return root === 'context' ? context : property(variables, root.variable);
}

function stepInto(value: JsonValue, step: Step): JsonValue | undefined {
  if (typeof step === 'number') return Array.isArray(value) ? value.at(step) : undefined;
  return isObject(value) ? property(value, step) : undefined;
}

function selectMany(query: string, root: JsonValue): JsonValue | undefined {
  const counted = /^(.*)\.length\(\)$/.exec(query)?.[1];
  if (counted !== undefined) {
    const list = select(parsePath(counted), viewOf(root));
    return Array.isArray(list) || typeof list === 'string' ? list.length : undefined;
  }
  if (typeof root !== 'object' || root === null) return [];
  // 'safe' interprets filter expressions itself; nothing of the definition is ever run as JavaScript.
  return JSONPath<JsonArray>({ path: query, json: root, wrap: true, eval: 'safe' });
}

/** The value at the path, for the fields where AWS reports a missing one in the words of its JSONPath library. */
export function selectOrFail(path: Path, view: View): JsonValue {
  const value = select(path, view);
  if (value === undefined) {
    throw new EvaluationError(`Invalid path '${path.text}' : ${missing(path, rootOf(path, view) ?? null)}`);
  }
  return value;
}

function missing({ steps = [] }: Path, root: JsonValue): string {
  let value: JsonValue | undefined = root;
  let way = '$';
  for (const [index, step] of steps.entries()) {
    way += typeof step === 'number' ? `[${step}]` : `['${step}']`;
    value = stepInto(value, step);
    if (value === undefined && index < steps.length - 1) return `Missing property in path ${way}`;
    if (value === undefined) break;
  }
  return `No results for path: ${way}`;
}

/**
 * The input with `value` put at the path, as ResultPath does it: objects on the way are made when missing. Only the objects
 * on the way are copied. https://states-language.net/#filters
 */
export function place(path: Path, input: JsonValue, value: JsonValue): JsonValue {
  const steps = path.steps ?? [];
  const placeAt = (here: JsonValue | undefined, depth: number): JsonValue => {
    const step = steps[depth];
    if (step === undefined) return value;
    if (typeof step === 'number') {
      if (!Array.isArray(here) || here.at(step) === undefined) throw mismatch(path, input);
      return here.with(step, placeAt(here.at(step), depth + 1));
    }
    if (here !== undefined && !isObject(here)) throw mismatch(path, input);
    const copy: JsonObject = { ...here };
    // Assignment would take `__proto__` for the prototype.
    Object.defineProperty(copy, step, {
      value: placeAt(here && property(here, step), depth + 1),
      enumerable: true,
      writable: true,
      configurable: true,
    });
    return copy;
  };
  return placeAt(input, 0);
}

function mismatch(path: Path, input: JsonValue): EvaluationError {
  const message = `Unable to apply ReferencePath ${path.text} to input ${JSON.stringify(input)}`;
  return new EvaluationError(message, 'States.ResultPathMatchFailure');
}

import { JSONPath } from 'jsonpath-plus';
import { isObject, property, type JsonArray, type JsonObject, type JsonValue } from './json';
import { EvaluationError } from './states-error';

type Step = string | number;

/**
 * A JSONPath. `steps` when it names exactly one place ($.a.b[0], $['a']); anything richer (wildcards, filters, slices, ..)
 * has none and selects a list. https://states-language.net/#ref-paths
 */
export interface Path {
  readonly text: string;
  /** The root is the context object ($$), not the input. */
  readonly ofContext: boolean;
  readonly query: string;
  readonly steps: readonly Step[] | undefined;
}

const oneStep = /\.([^.[\]()*?,\s'"]+)|\[(-?\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/y;

const parsed = new Map<string, Path>();

/** Parsed once per text. Throws SyntaxError when the text doesn't begin as a path. */
export function parsePath(text: string): Path {
  const known = parsed.get(text);
  if (known) return known;
  if (!/^\$\$?($|[.[])/.test(text)) throw new SyntaxError(`'${text}' is not a JSONPath: it must begin with $ or $$`);
  const ofContext = text.startsWith('$$');
  const query = ofContext ? text.slice(1) : text;
  if (/\.$|\.\.$|\[$/.test(query)) throw new SyntaxError(`'${text}' is not a JSONPath: it ends too early`);
  const path = { text, ofContext, query, steps: simpleSteps(query) };
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
export function select(path: Path, input: JsonValue, context: JsonValue): JsonValue | undefined {
  const root = path.ofContext ? context : input;
  if (!path.steps) return selectMany(path.query, root);
  let value: JsonValue | undefined = root;
  for (const step of path.steps) {
    value = stepInto(value, step);
    if (value === undefined) return undefined;
  }
  return value;
}

function stepInto(value: JsonValue, step: Step): JsonValue | undefined {
  if (typeof step === 'number') return Array.isArray(value) ? value.at(step) : undefined;
  return isObject(value) ? property(value, step) : undefined;
}

function selectMany(query: string, root: JsonValue): JsonValue | undefined {
  const counted = /^(.*)\.length\(\)$/.exec(query)?.[1];
  if (counted !== undefined) {
    const list = select(parsePath(counted), root, null);
    return Array.isArray(list) || typeof list === 'string' ? list.length : undefined;
  }
  if (typeof root !== 'object' || root === null) return [];
  // 'safe' interprets filter expressions itself; nothing of the definition is ever run as JavaScript.
  return JSONPath<JsonArray>({ path: query, json: root, wrap: true, eval: 'safe' });
}

/** The value at the path, for the fields where AWS reports a missing one in the words of its JSONPath library. */
export function selectOrFail(path: Path, input: JsonValue, context: JsonValue): JsonValue {
  const value = select(path, input, context);
  if (value === undefined) {
    throw new EvaluationError(`Invalid path '${path.text}' : ${missing(path, path.ofContext ? context : input)}`);
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

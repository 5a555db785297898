import { NotInStack, type Resource, type Stack } from './stack';

/** One way to take a property away. */
export interface Loss {
  what: string;
  change: (stack: Stack) => void;
}

/** Something that the stack must keep. */
export interface Property {
  name: string;
  /** Fails, with an assertion, on a stack that doesn't have it. */
  holds: (stack: Stack) => void;
  /** Each of these is tried on a copy of its own, and each must make `holds` fail: a property that can't fail says nothing. */
  takeAway: readonly ((stack: Stack) => readonly Loss[])[];
}

/** Tests that a stack has the properties, and that each would be missed. */
export function testProperties(stack: Stack, properties: readonly Property[]): void {
  describe.each(properties)('$name', ({ name, holds, takeAway }) => {
    test('holds', () => holds(stack));

    const losses = takeAway.flatMap((lossesOf, index) => {
      const found = lossesOf(stack);
      if (found.length === 0) throw new Error(`${name}: there is nothing to take away by number ${index}`);
      return found;
    });
    test.each(losses)('is missed: $what', ({ change }) => {
      const copy = stack.copy();
      change(copy);
      expect(JSON.stringify(copy)).not.toBe(JSON.stringify(stack));
      expect(complaint(() => holds(copy))).toBe('an assertion');
    });
  });
}

/** An assertion has to fail, not the test's own code. */
function complaint(holds: () => void): unknown {
  try {
    holds();
  } catch (error) {
    const told = error instanceof NotInStack || (error instanceof Error && 'matcherResult' in error);
    return told ? 'an assertion' : error;
  }
  return 'nothing';
}

/** A change of each resource of a type, or of some of them, one at a time. */
export const each =
  (
    type: string,
    what: string,
    change: (resource: Resource, stack: Stack) => void,
    among: (resource: Resource) => boolean = () => true,
  ) =>
  (stack: Stack): Loss[] =>
    stack
      .all(type)
      .filter(among)
      .map(({ path }) => ({ what: `${path} ${what}`, change: (copy) => change(copy.one(type, path), copy) }));

/** Each resource of a type is gone, one at a time. */
export const gone = (type: string, among?: (resource: Resource) => boolean) =>
  each(type, 'is gone', (resource, stack) => stack.remove(resource), among);

/** An argument of each resource of a type is another one: `undefined` takes it away. `a.0.b` leads into lists and blocks. */
export const changed = (type: string, argument: string, value: unknown, among?: (resource: Resource) => boolean) =>
  each(
    type,
    value === undefined ? `has no ${argument}` : `has ${argument} ${JSON.stringify(value)}`,
    ({ values }) => put(values, argument.split('.'), value),
    among,
  );

/** A resource is there that shouldn't be. */
export const added = (type: string, values: Record<string, unknown>) => (): Loss[] => [
  { what: `there is a ${type}`, change: (stack) => stack.add(type, values) },
];

/** Sets what a path leads to; a last step that isn't there is made. */
export function put(root: object, path: readonly string[], value: unknown): void {
  const [step = '', ...further] = path;
  if (further.length === 0) {
    if (value === undefined) Reflect.deleteProperty(root, step);
    else Reflect.set(root, step, value);
    return;
  }
  const inner: unknown = Reflect.get(root, step);
  if (typeof inner !== 'object' || inner === null) throw new Error(`Nothing at ${path.join('.')}`);
  put(inner, further, value);
}

import { MockConfigError } from '../../../../local/step-functions/mocks/mock-config-error';
import { type MockedResponse, parseMockConfig } from '../../../../local/step-functions/mocks/mock-config';

const paid = { Return: { paid: true } };
const busy = { Throw: { Error: 'Till.Busy', Cause: 'The till is busy.' } };

/** A machine Shop with a test case Sale, whose state Pay answers by `attempts`. */
const configOf = (attempts: object, states: object = { Pay: 'Payment' }) => ({
  StateMachines: { Shop: { TestCases: { Sale: states, Refund: {} } } },
  MockedResponses: { Payment: attempts },
});
const parse = (config: object) => parseMockConfig(JSON.stringify(config), 'mocks.json');
const answers = (attempts: object, count: number): (MockedResponse | undefined)[] => {
  const mocks = parse(configOf(attempts));
  return Array.from({ length: count }, (_, attempt) => mocks.responseOf('Shop', 'Sale', 'Pay', attempt));
};
const problemOf = (config: object | string): string => {
  try {
    parseMockConfig(typeof config === 'string' ? config : JSON.stringify(config), 'mocks.json');
  } catch (error) {
    if (error instanceof MockConfigError) return error.message;
    throw error;
  }
  throw new Error('was accepted');
};

const returned: MockedResponse = { kind: 'return', value: { paid: true } };
const thrown: MockedResponse = { kind: 'throw', error: 'Till.Busy', cause: 'The till is busy.' };

describe('the responses of a mocked state', () => {
  test('are chosen by the invocation, a range for several of them', () => {
    expect(answers({ 0: busy, '1-2': busy, 3: paid }, 4)).toEqual([thrown, thrown, thrown, returned]);
  });

  test('may stand in any order', () => {
    expect(answers({ 10: busy, '2-9': paid, 0: busy, 1: paid }, 11)).toEqual([
      thrown,
      ...Array<MockedResponse>(9).fill(returned),
      thrown,
    ]);
  });

  test('may be any JSON value', () => {
    for (const value of [null, 0, '', false, [], { Throw: 1 }]) {
      expect(answers({ 0: { Return: value } }, 1)).toEqual([{ kind: 'return', value }]);
    }
  });

  test('beyond the last one fail the execution, and say what to add', () => {
    expect(answers({ '0-1': paid }, 3)[2]).toEqual({
      kind: 'throw',
      error: 'States.Runtime',
      cause:
        'No mocked response for invocation 2 of the state \'Pay\': /MockedResponses/Payment in mocks.json ends with 1. Add "2" there.',
    });
  });
});

describe('a test case', () => {
  const mocks = parse(configOf({ 0: paid }));

  test('is known by its machine and its name', () => {
    expect(mocks.hasCase('Shop', 'Sale')).toBe(true);
    expect(mocks.hasCase('Shop', 'sale')).toBe(false);
    expect(mocks.hasCase('Sale', 'Shop')).toBe(false);
    expect(mocks.hasCase('toString', 'toString')).toBe(false);
    expect(mocks.casesOf('Shop')).toEqual(['Sale', 'Refund']);
    expect(mocks.casesOf('Other')).toEqual([]);
    expect(mocks.machineNames()).toEqual(['Shop']);
  });

  test('leaves states that it doesn’t name to their services', () => {
    expect(mocks.responseOf('Shop', 'Sale', 'Ship', 0)).toBeUndefined();
    expect(mocks.responseOf('Shop', 'Refund', 'Pay', 0)).toBeUndefined();
    expect(mocks.responseOf('Other', 'Sale', 'Pay', 0)).toBeUndefined();
    expect(mocks.responseOf('Shop', 'Sale', 'constructor', 0)).toBeUndefined();
  });
});

describe('a file that can’t be followed is refused, with its name, the place and the remedy', () => {
  const place = 'mocks.json at /MockedResponses/Payment';

  test.each([
    ['no JSON', '{', /^mocks\.json at \/: it is no JSON \(SyntaxError: .*\)\. Write a JSON object with StateMachines/],
    ['a list', '[]', /^mocks\.json at \/: Invalid input: expected object/],
    ['no machines', { MockedResponses: {} }, /^mocks\.json at \/StateMachines: /],
    ['no responses', { StateMachines: {} }, /^mocks\.json at \/MockedResponses: /],
    ['no test cases', { StateMachines: { Shop: {} }, MockedResponses: {} }, /at \/StateMachines\/Shop\/TestCases: /],
  ])('%s', (_, config, message) => expect(problemOf(config)).toMatch(message));

  test.each([
    ['a gap', { 0: paid, 2: paid }, `${place}: nothing is said of invocation 1, the next is "2". Add "1".`],
    ['no first one', { 1: paid }, `${place}: nothing is said of invocation 0, the next is "1". Add "0".`],
    ['an overlap', { '0-2': paid, 2: busy }, `${place}/2: invocation 2 has a response already. Let the ranges follow each other.`],
    ['a range backwards', { '2-0': paid }, `${place}/2-0: the range ends before it begins. Write "0-2".`],
    ['no number', { first: paid }, `${place}/first: this is no invocation. Write a number from 0 on, "0", or a range of them, "1-3".`],
    ['no response at all', {}, `${place}: it has no response. Add one for the first invocation, "0".`],
    [
      'both answers', { 0: { ...paid, ...busy } },
      `${place}/0: a response is either {"Return": value} or {"Throw": {"Error": text, "Cause": text}}, and nothing beside it.`,
    ],
    [
      'an error without a cause', { 0: { Throw: { Error: 'Till.Busy' } } },
      `${place}/0: a response is either {"Return": value} or {"Throw": {"Error": text, "Cause": text}}, and nothing beside it.`,
    ],
  ])('%s', (_, attempts, message) => expect(problemOf(configOf(attempts))).toBe(message)); // prettier-ignore

  test('a response that isn’t there', () => {
    expect(problemOf(configOf({ 0: paid }, { Pay: 'Paiment' }))).toBe(
      'mocks.json at /StateMachines/Shop/TestCases/Sale/Pay: there is no response "Paiment". Add it to MockedResponses, which has Payment.',
    );
  });
});

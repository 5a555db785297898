import { StatesError } from '../../../../local/step-functions/server';
import { Engine, work } from '../engine';

describe('variables', () => {
  let engine: Engine;
  beforeAll(async () => {
    const fail = () => Promise.reject(new StatesError('Test.Broken', 'why'));
    engine = await Engine.start({ integrations: { [work]: fail } });
  });
  afterAll(() => engine.close());

  /** The states in their order, each followed by the next. */
  const chain = (states: Record<string, object>, QueryLanguage = 'JSONPath'): object => {
    const names = Object.keys(states);
    const linked = Object.entries(states).map(([name, state], index) => {
      const Next = names[index + 1];
      return [name, { Type: 'Pass', ...(Next === undefined ? { End: true } : { Next }), ...state }] as const;
    });
    return { QueryLanguage, StartAt: names[0], States: Object.fromEntries(linked) };
  };
  const inner = (states: Record<string, object>): object => ({ ...chain(states), QueryLanguage: undefined });

  test('are seen from the next state on, in both languages', async () => {
    const { output } = await engine.run(
      chain({
        Set: { Assign: { 'n.$': '$.n', fixed: { deep: [1] } } },
        Path: {
          Parameters: { 'n.$': '$n', 'deep.$': '$fixed.deep[0]', 'sum.$': 'States.MathAdd($n, 1)' },
          ResultPath: '$.path',
        },
        Jsonata: {
          QueryLanguage: 'JSONata',
          Output: '{% $merge([$states.input, {"jsonata": $n + $fixed.deep[0]}]) %}',
        },
      }),
      { n: 2 },
    );
    expect(output).toEqual({ n: 2, path: { n: 2, deep: 1, sum: 3 }, jsonata: 3 });
  });

  test('keep their old values until the state is left', async () => {
    const swap = { a: '{% $b %}', b: '{% $a %}', sum: '{% $a + $b %}' };
    const { output } = await engine.run(
      chain(
        {
          Set: { Assign: { a: 1, b: 2 } },
          Swap: { Assign: swap, Output: '{% [$a, $b] %}' },
          Show: { Output: { before: '{% $states.input %}', now: '{% [$a, $b, $sum] %}' } },
        },
        'JSONata',
      ),
    );
    expect(output).toEqual({ before: [1, 2], now: [2, 1, 3] });
  });

  test('keep their old values until the state is left, in JSONPath', async () => {
    const { output } = await engine.run(
      chain({
        Set: { Assign: { a: 1, b: 2 } },
        Swap: { Assign: { 'a.$': '$b', 'b.$': '$a' } },
        Show: { Parameters: { 'a.$': '$a', 'b.$': '$b' } },
      }),
    );
    expect(output).toEqual({ a: 2, b: 1 });
  });

  test('are told where they are assigned, as JSON texts', async () => {
    const { events } = await engine.run(
      chain({ Set: { Assign: { text: 'a', list: [1, null] } }, None: { Assign: {} } }),
    );
    expect(events[2]?.stateExitedEventDetails).toMatchObject({
      assignedVariables: { text: '"a"', list: '[1,null]' },
      assignedVariablesDetails: { truncated: false },
    });
    expect(events[4]?.stateExitedEventDetails?.assignedVariables).toBeUndefined();
  });

  test('are whole values: an assignment replaces them, and only them', async () => {
    const { output } = await engine.run(
      chain({
        Set: { Assign: { o: { a: 1, b: 2 }, kept: true } },
        Again: { Assign: { o: { c: 3 } } },
        Show: { Parameters: { 'o.$': '$o', 'kept.$': '$kept' } },
      }),
    );
    expect(output).toEqual({ o: { c: 3 }, kept: true });
  });

  test('come into branches and iterations, and what these assign stays in them', async () => {
    const each = { Set: { Assign: { 'own.$': '$' } }, Read: { Parameters: { 'own.$': '$own', 'outer.$': '$outer' } } };
    const sees = { QueryLanguage: 'JSONata', Output: '{% [$outer, $exists($own), $exists($branch)] %}' };
    const { output } = await engine.run(
      chain({
        Outer: { Assign: { outer: 'o' } },
        Each: { Type: 'Map', ItemProcessor: inner(each), ResultPath: '$.each', ItemsPath: '$.list' },
        Both: {
          Type: 'Parallel',
          Branches: [
            inner({ SetA: { Assign: { branch: 2 } }, ReadA: sees }),
            inner({ Rest: { Type: 'Wait', Seconds: 1 }, ReadB: sees }),
          ],
          ResultPath: '$.both',
        },
        After: { QueryLanguage: 'JSONata', Output: { before: '{% $states.input %}', after: sees.Output } },
      }),
      { list: ['x', 'y'] },
    );
    expect(output).toEqual({
      before: {
        list: ['x', 'y'],
        each: [
          { own: 'x', outer: 'o' },
          { own: 'y', outer: 'o' },
        ],
        both: [
          ['o', false, true],
          ['o', false, false],
        ],
      },
      after: ['o', false, false],
    });
  });

  test('an iteration does not see what the one before it assigned', async () => {
    const each = { Set: { Type: 'Pass', Output: '{% $exists($seen) %}', Assign: { seen: true } } };
    const state = { Type: 'Map', MaxConcurrency: 1, ItemProcessor: inner(each) };
    expect((await engine.run(chain({ Each: state }, 'JSONata'), [1, 2])).output).toEqual([false, false]);
  });

  test('stay outside of a distributed Map', async () => {
    const show = { Show: { QueryLanguage: 'JSONata', Output: '{% $exists($outer) %}' } };
    const ItemProcessor = { ...inner(show), ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };
    const { output } = await engine.run(
      chain({ Set: { Assign: { outer: 1 } }, Each: { Type: 'Map', ItemProcessor } }),
      [1],
    );
    expect(output).toEqual([false]);
  });

  const show = { Show: { QueryLanguage: 'JSONata', Output: '{% $v %}' } };
  const choice = (rule: object): object =>
    chain({
      Which: { Type: 'Choice', Next: undefined, Choices: [rule], Default: 'Show', Assign: { v: 'default' } },
      ...show,
    });

  test.each([
    ['that was taken', { v: 'rule' }, 1, 'rule'],
    ['that was not taken', { v: 'rule' }, 2, 'default'],
  ])('come of the choice rule %s', async (_, Assign, n, expected) => {
    const { output } = await engine.run(choice({ Variable: '$.n', NumericEquals: 1, Assign, Next: 'Show' }), { n });
    expect(output).toBe(expected);
  });

  test('a choice rule that assigns nothing leaves them as they are', async () => {
    const rule = choice({ Variable: '$.n', NumericEquals: 1, Next: 'Show' });
    const { cause } = await engine.run(rule, { n: 1 });
    expect(cause).toContain("'$v' specified for the field 'Output' returned nothing (undefined).");
  });

  test.each([
    ['JSONPath', { 'v.$': '$.Error' }],
    ['JSONata', { v: '{% $states.errorOutput.Error %}' }],
  ])('come of the catcher that took the error, not of the state: %s', async (QueryLanguage, Assign) => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Assign, Next: 'Show' }];
    const task = { Type: 'Task', Resource: work, QueryLanguage, Catch, Assign: { v: 'state' } };
    expect((await engine.run(chain({ Try: task, ...show }))).output).toBe('Test.Broken');
  });

  test('that no one assigned are an error', async () => {
    const { error, cause } = await engine.run(chain({ Show: { Parameters: { 'a.$': '$nobody' } } }), { nobody: 1 });
    expect(error).toBe('States.Runtime');
    expect(cause).toContain("The JSONPath '$nobody' specified for the field 'a.$' could not be found in the input");
  });

  test('survive a redrive', async () => {
    const failed = await engine.run(
      chain({ Set: { Assign: { v: 1 } }, Try: { Type: 'Task', Resource: work, Parameters: { 'v.$': '$v' } } }),
    );
    const again = await engine.redrive(failed.executionArn);
    const scheduled = again.events.filter(({ type }) => type === 'TaskScheduled');
    expect(scheduled.map(({ taskScheduledEventDetails }) => taskScheduledEventDetails?.parameters)).toEqual([
      '{"v":1}',
      '{"v":1}',
    ]);
  });

  test('are limited like any payload', async () => {
    const assigning = (length: number) =>
      engine.run(chain({ Set: { Assign: { text: 'x'.repeat(length) }, Result: 1 } }));
    expect((await assigning(262_132)).status).toBe('SUCCEEDED');
    expect(await assigning(262_140)).toMatchObject({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
      cause: "The state 'Set' assigned variables of more than 262144 bytes in all.",
    });
  });
});

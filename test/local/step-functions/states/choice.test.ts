import { Engine } from '../engine';

describe('Choice', () => {
  let engine: Engine;
  beforeAll(async () => void (engine = await Engine.start()));
  afterAll(() => engine.close());

  const machine = (which: object): object => ({
    StartAt: 'Which',
    States: {
      Which: { Type: 'Choice', ...which },
      Yes: { Type: 'Pass', Parameters: { 'yes.$': '$' }, End: true },
      No: { Type: 'Pass', Parameters: { 'no.$': '$' }, End: true },
    },
  });
  const choose = async (rule: object, input: unknown): Promise<string | undefined> => {
    const run = await engine.run(machine({ Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' }), input);
    return run.status === 'SUCCEEDED' ? Object.keys(run.output as object)[0] : run.cause;
  };
  const when = (test: object): object => ({ Variable: '$.v', ...test });

  test.each([
    [{ StringEquals: 'a' }, 'a', 'b'],
    [{ StringEquals: '1' }, '1', 1],
    [{ StringLessThan: 'b' }, 'a', 'b'],
    [{ StringLessThan: 'b' }, 'B', 'c'],
    [{ StringGreaterThan: 'b' }, 'c', 'b'],
    [{ StringLessThanEquals: 'b' }, 'b', 'c'],
    [{ StringGreaterThanEquals: 'b' }, 'b', 'a'],
    [{ NumericEquals: 1 }, 1.0, '1'],
    [{ NumericEquals: 0 }, 0, null],
    [{ NumericLessThan: 1 }, 0.5, 1],
    [{ NumericGreaterThan: 1 }, 2, 1],
    [{ NumericLessThanEquals: 1 }, 1, 1.01],
    [{ NumericGreaterThanEquals: 1 }, 1, 0.99],
    [{ BooleanEquals: false }, false, null],
    [{ BooleanEquals: true }, true, 'true'],
    [{ TimestampEquals: '2024-01-01T12:00:00Z' }, '2024-01-01T13:00:00+01:00', '2024-01-01T13:00:00Z'],
    [{ TimestampLessThan: '2024-01-01T12:00:00Z' }, '2024-01-01T11:59:59.999Z', '2024-01-01T12:00:00Z'],
    [{ TimestampGreaterThan: '2024-01-01T12:00:00Z' }, '2024-01-01T12:00:00.001Z', 'yesterday'],
    [{ TimestampLessThanEquals: '2024-01-01T12:00:00Z' }, '2024-01-01T12:00:00Z', 1],
    [{ TimestampGreaterThanEquals: '2024-01-01T12:00:00Z' }, '2024-01-01T12:00:00Z', '2024-01-01T11:00:00Z'],
    [{ IsNull: true }, null, 0],
    [{ IsNull: false }, 0, null],
    [{ IsString: true }, '', 1],
    [{ IsString: false }, [], 'a'],
    [{ IsNumeric: true }, 1, '1'],
    [{ IsBoolean: true }, false, 'false'],
    [{ IsTimestamp: true }, '2024-01-01T00:00:00Z', '2024-01-01'],
    [{ IsTimestamp: false }, 1, '2024-01-01T00:00:00.5+02:00'],
    [{ StringMatches: 'job-*.mp4' }, 'job-12.mp4', 'job-12_mp4'],
    [{ StringMatches: '*' }, 'two\nlines', 1],
    [{ StringMatches: 'a\\*b' }, 'a*b', 'axb'],
    [{ StringMatches: 'a\\\\*' }, 'a\\b', 'ab'],
    [{ StringMatches: '(a|b)' }, '(a|b)', 'a'],
    [{ StringMatches: 'b' }, 'b', 'abc'],
  ])('%j holds for %j, not for %j', async (test, yes, no) => {
    expect([await choose(when(test), { v: yes }), await choose(when(test), { v: no })]).toEqual(['yes', 'no']);
  });

  test.each([
    ['StringEqualsPath', 'a', 'a', 'b'],
    ['StringLessThanPath', 'a', 'b', 'a'],
    ['NumericLessThanPath', 1, 2, 1],
    ['NumericGreaterThanEqualsPath', 1, 1, 2],
    ['NumericEqualsPath', 1, 1, '1'],
    ['BooleanEqualsPath', true, true, false],
    ['TimestampLessThanPath', '2024-01-01T00:00:00Z', '2024-01-01T00:00:01Z', 'now'],
  ])('%s compares %j with the value at a path: %j, not %j', async (test, v, yes, no) => {
    const rule = when({ [test]: '$.w' });
    expect([await choose(rule, { v, w: yes }), await choose(rule, { v, w: no })]).toEqual(['yes', 'no']);
  });

  test('IsPresent asks whether there is a value at all', async () => {
    const rules = [when({ IsPresent: true }), when({ IsPresent: false })];
    const answers = await Promise.all(rules.flatMap((rule) => [choose(rule, { v: null }), choose(rule, {})]));
    expect(answers).toEqual(['yes', 'no', 'no', 'yes']);
  });

  test('And, Or and Not nest', async () => {
    const [one, two] = [when({ NumericGreaterThan: 1 }), when({ NumericLessThan: 5 })];
    const of = (rule: object) => Promise.all([0, 3, 7].map((v) => choose(rule, { v })));
    expect(await of({ And: [one, two] })).toEqual(['no', 'yes', 'no']);
    expect(await of({ Not: { And: [one, two] } })).toEqual(['yes', 'no', 'yes']);
    expect(await of({ Or: [{ Not: one }, { Not: two }] })).toEqual(['yes', 'no', 'yes']);
  });

  test('And and Or stop where the answer is clear, so IsPresent guards', async () => {
    expect(await choose({ And: [when({ IsPresent: true }), when({ NumericEquals: 1 })] }, {})).toBe('no');
    expect(await choose({ Or: [when({ IsPresent: false }), when({ NumericEquals: 1 })] }, {})).toBe('yes');
  });

  test('a variable may be in the context object', async () => {
    expect(await choose({ Variable: '$$.State.Name', StringEquals: 'Which' }, {})).toBe('yes');
  });

  test.each([
    [when({ NumericEquals: 1 }), {}, '$.v'],
    [when({ IsNull: true }), {}, '$.v'],
    [when({ NumericEqualsPath: '$.w' }), { v: 1 }, '$.w'],
  ])('%j of %j is an error, not false', async (rule, input, path) => {
    expect(await choose(rule, input)).toBe(
      `An error occurred while executing the state 'Which' (entered at the event id #2). Invalid path '${path}': The choice state's condition path references an invalid value.`,
    );
  });

  test('takes the first rule that holds, and the values that InputPath left', async () => {
    const state = {
      InputPath: '$.in',
      Choices: [
        { Variable: '$.n', NumericGreaterThan: 5, Next: 'No' },
        { Variable: '$.n', NumericGreaterThan: 1, Next: 'Yes' },
        { Variable: '$.n', NumericGreaterThan: 0, Next: 'No' },
      ],
      OutputPath: '$.n',
    };
    const { output, types } = await engine.run(machine(state), { in: { n: 2 } });
    expect(output).toEqual({ yes: 2 });
    expect(types.slice(1, 4)).toEqual(['ChoiceStateEntered<0', 'ChoiceStateExited<2', 'PassStateEntered<3']);
  });

  const noWay = 'Failed to transition out of the state. The state does not point to a next state.';
  const toBoth = { Choices: [{ ...when({ NumericEquals: 1 }), Next: 'Yes' }, { ...when({ NumericEquals: 2 }), Next: 'No' }] }; // prettier-ignore

  test('fails when no rule holds and there is no Default', async () => {
    const { error, cause, types } = await engine.run(machine(toBoth), { v: 3 });
    expect([error, cause]).toEqual([
      'States.Runtime',
      `An error occurred while executing the state 'Which' (entered at the event id #2). ${noWay}`,
    ]);
    expect(types.at(-1)).toBe('ExecutionFailed<2');
  });

  describe('in JSONata', () => {
    const condition = (Condition: string | boolean, Next: string, more: object = {}) => ({ Condition, Next, ...more });
    const run = (state: object, input?: unknown) => engine.run(machine({ QueryLanguage: 'JSONata', ...state }), input);

    test('takes the first condition that is true', async () => {
      const Choices = [
        condition('{% $states.input.n > 5 %}', 'No'),
        condition('{% $states.input.n > 1 and $states.context.State.Name = "Which" %}', 'Yes'),
      ];
      expect((await run({ Choices }, { n: 2 })).output).toEqual({ yes: { n: 2 } });
      expect((await run({ Choices }, { n: 9 })).output).toEqual({ no: { n: 9 } });
      expect((await run({ Choices: [condition(false, 'Yes')], Default: 'No' }, 1)).output).toEqual({ no: 1 });
      expect((await run({ Choices: [condition(true, 'Yes'), condition(true, 'No')] }, 1)).output).toEqual({ yes: 1 });
    });

    test('is left with the Output of the rule that was taken, or with its own by Default', async () => {
      const Choices = [
        condition('{% $states.input.n = 1 %}', 'Yes', { Output: '{% $states.input.n + 10 %}' }),
        condition('{% $states.input.n = 2 %}', 'Yes'),
      ];
      const state = { Choices, Output: 'own', Default: 'No' };
      const outputs = await Promise.all([1, 2, 3].map(async (n) => (await run(state, { n })).output));
      expect(outputs).toEqual([{ yes: 11 }, { yes: { n: 2 } }, { no: 'own' }]);
    });

    test('fails when a condition gives something else than true or false', async () => {
      const Choices = [condition(false, 'No'), condition('{% "true" %}', 'Yes')];
      const { error, cause, events, types } = await run({ Choices });
      expect(error).toBe('States.QueryEvaluationError');
      expect(cause).toContain(
        `The JSONata expression '"true"' specified for the field 'Choices[1]/Condition' returned an unexpected result type. Expected 'boolean', but was 'string' for value: "true"`,
      );
      expect(types.slice(2)).toEqual(['EvaluationFailed<0', 'ExecutionFailed<3']);
      expect(events[2]?.evaluationFailedEventDetails).toMatchObject({
        location: 'Choices[1]/Condition',
        state: 'Which',
      });
    });

    test('fails when no condition holds and there is no Default', async () => {
      const { error, cause } = await run({ Choices: [condition(false, 'Yes'), condition(false, 'No')] });
      expect([error, cause]).toEqual([
        'States.NoChoiceMatched',
        `An error occurred while executing the state 'Which' (entered at the event id #2). ${noWay}`,
      ]);
    });
  });
});

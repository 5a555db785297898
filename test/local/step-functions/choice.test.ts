import { runChoice } from '../../../local/step-functions/choice';
import { ChoiceState } from '../../../local/step-functions/definition';
import { History, Trail } from '../../../local/step-functions/history';
import type { JsonValue } from '../../../local/step-functions/json';
import { jsonPathLanguage } from '../../../local/step-functions/json-path-language';
import type { Scope } from '../../../local/step-functions/state-run';
import { Engine } from './engine';

const scope = {} as Scope;

function choose(rule: object, input: JsonValue): string | undefined {
  const state = ChoiceState.parse({ Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' });
  const signal = new AbortController().signal;
  const trail = new Trail(new History(() => new Date()));
  const context = { State: { Name: 'Which' } };
  return runChoice({
    name: 'Which',
    state,
    input,
    context,
    language: jsonPathLanguage,
    scope,
    signal,
    trail,
    mapItem: undefined,
  }).next;
}

const when = (test: object): object => ({ Variable: '$.v', ...test });

describe('Choice', () => {
  test.each([
    [{ StringEquals: 'a' }, 'a', true],
    [{ StringEquals: '1' }, 1, false],
    [{ StringLessThan: 'b' }, 'a', true],
    [{ StringGreaterThan: 'b' }, 'b', false],
    [{ StringLessThanEquals: 'b' }, 'b', true],
    [{ StringGreaterThanEquals: 'b' }, 'a', false],
    [{ NumericEquals: 1 }, 1.0, true],
    [{ NumericEquals: 1 }, '1', false],
    [{ NumericLessThan: 1 }, 0.5, true],
    [{ NumericGreaterThan: 1 }, 1, false],
    [{ NumericLessThanEquals: 1 }, 1, true],
    [{ NumericGreaterThanEquals: 1 }, 2, true],
    [{ BooleanEquals: false }, false, true],
    [{ BooleanEquals: false }, null, false],
    [{ TimestampEquals: '2024-01-01T12:00:00Z' }, '2024-01-01T13:00:00+01:00', true],
    [{ TimestampLessThan: '2024-01-01T12:00:00Z' }, '2024-01-01T11:59:59.999Z', true],
    [{ TimestampGreaterThan: '2024-01-01T12:00:00Z' }, 'yesterday', false],
    [{ IsNull: true }, null, true],
    [{ IsNull: false }, 0, true],
    [{ IsString: true }, 'a', true],
    [{ IsNumeric: true }, '1', false],
    [{ IsBoolean: true }, true, true],
    [{ IsTimestamp: true }, '2024-01-01T12:00:00Z', true],
    [{ IsTimestamp: true }, '2024-01-01', false],
    [{ IsPresent: true }, null, true],
    [{ StringMatches: 'job-*.mp4' }, 'job-12.mp4', true],
    [{ StringMatches: 'job-*.mp4' }, 'job-12_mp4', false],
    [{ StringMatches: 'a\\*b' }, 'a*b', true],
    [{ StringMatches: 'a\\*b' }, 'axb', false],
    [{ StringMatches: '*' }, 1, false],
  ])('%j of %j is %s', (test, v, expected) => {
    expect(choose(when(test), { v })).toBe(expected ? 'Yes' : 'No');
  });

  test.each([
    ['StringEqualsPath', 'a', 'a', true],
    ['NumericLessThanPath', 1, 2, true],
    ['NumericGreaterThanEqualsPath', 1, 2, false],
    ['BooleanEqualsPath', true, true, true],
    ['TimestampLessThanPath', '2024-01-01T00:00:00Z', '2024-01-01T00:00:01Z', true],
  ])('%s compares with the value at a path', (test, v, w, expected) => {
    expect(choose(when({ [test]: '$.w' }), { v, w })).toBe(expected ? 'Yes' : 'No');
  });

  test('And, Or and Not nest', () => {
    const [one, two] = [when({ NumericGreaterThan: 1 }), when({ NumericLessThan: 5 })];
    const between = { And: [one, two] };
    expect([0, 3, 7].map((v) => choose(between, { v }))).toEqual(['No', 'Yes', 'No']);
    expect([0, 3, 7].map((v) => choose({ Not: between }, { v }))).toEqual(['Yes', 'No', 'Yes']);
    expect([0, 3, 7].map((v) => choose({ Or: [{ Not: one }, { Not: two }] }, { v }))).toEqual(['Yes', 'No', 'Yes']);
  });

  test('And stops at the first rule that does not hold, so IsPresent guards', () => {
    const guarded = { And: [when({ IsPresent: true }), when({ NumericEquals: 1 })] };
    expect(choose(guarded, {})).toBe('No');
  });

  test('a variable may be in the context object', () => {
    expect(choose({ Variable: '$$.State.Name', StringEquals: 'Which' }, {})).toBe('Yes');
  });

  test('a missing variable is an error, not false', () => {
    expect(() => choose(when({ NumericEquals: 1 }), {})).toThrow(
      "Invalid path '$.v': The choice state's condition path references an invalid value.",
    );
  });

  test('takes the first rule that holds, and fails when none does and there is no Default', async () => {
    const engine = await Engine.start();
    const states = {
      Which: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.n', NumericGreaterThan: 1, Next: 'Many' },
          { Variable: '$.n', NumericGreaterThan: 0, Next: 'One' },
        ],
      },
      Many: { Type: 'Pass', Result: 'many', End: true },
      One: { Type: 'Pass', Result: 'one', End: true },
    };
    const run = (n: number) => engine.run({ StartAt: 'Which', States: states }, { n });
    expect([(await run(2)).output, (await run(1)).output]).toEqual(['many', 'one']);
    const none = await run(0);
    expect(none.error).toBe('States.Runtime');
    expect(none.cause).toContain('Failed to transition out of the state.');
    await engine.close();
  });
});

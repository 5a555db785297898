import type { Clock } from '../../../../local/step-functions/states/clock';
import { Engine, only } from '../engine';

/** Always the same instant; sleeps no time, and remembers how long it should have. */
class StandingClock implements Clock {
  readonly slept: number[] = [];

  now(): Date {
    return new Date('2030-01-01T00:00:00Z');
  }

  sleep(ms: number): Promise<void> {
    this.slept.push(ms);
    return Promise.resolve();
  }
}

describe('Wait', () => {
  const clock = new StandingClock();
  let engine: Engine;
  beforeAll(async () => void (engine = await Engine.start({ clock })));
  beforeEach(() => void (clock.slept.length = 0));
  afterAll(() => engine.close());

  const wait = (fields: object): object => only({ Type: 'Wait', ...fields });
  const jsonata = (fields: object): object => wait({ QueryLanguage: 'JSONata', ...fields });

  test.each([
    [wait({ Seconds: 30 }), {}, 30_000],
    [wait({ Seconds: 0 }), {}, 0],
    [wait({ SecondsPath: '$.s' }), { s: 30 }, 30_000],
    [wait({ SecondsPath: '$.s' }), { s: '30' }, 30_000],
    [wait({ SecondsPath: '$.s' }), { s: 0 }, 0],
    [wait({ InputPath: '$.in', SecondsPath: '$.s' }), { in: { s: 2 } }, 2000],
    [wait({ Timestamp: '2030-01-01T00:01:00Z' }), {}, 60_000],
    [wait({ Timestamp: '2020-01-01T00:00:00Z' }), {}, 0],
    [wait({ TimestampPath: '$.at' }), { at: '2030-01-01T01:00:00.123+01:00' }, 123],
    [jsonata({ Seconds: '{% $states.input.s * 2 %}' }), { s: 4 }, 8000],
    [jsonata({ Seconds: 3 }), {}, 3000],
    [jsonata({ Timestamp: '{% $states.input.at %}' }), { at: '2030-01-01T00:00:09Z' }, 9000],
    [jsonata({ Timestamp: '2030-01-01T00:00:01Z' }), {}, 1000],
  ])('%j', async (definition, input, milliseconds) => {
    const { status, types } = await engine.run(definition, input);
    expect([status, clock.slept]).toEqual(['SUCCEEDED', [milliseconds]]);
    expect(types.slice(1, 3)).toEqual(['WaitStateEntered<0', 'WaitStateExited<2']);
  });

  test('hands its input on, or what it is left with', async () => {
    const outputs = await Promise.all([
      engine.run(wait({ Seconds: 1 }), { a: { b: 1 } }),
      engine.run(wait({ Seconds: 1, InputPath: '$.a', OutputPath: '$.b' }), { a: { b: 1 } }),
      engine.run(jsonata({ Seconds: 1, Output: '{% $states.input.a %}' }), { a: { b: 1 } }),
    ]);
    expect(outputs.map(({ output }) => output)).toEqual([{ a: { b: 1 } }, 1, { b: 1 }]);
  });

  const noInstant = 'is not a valid ISO-8601 extended offset date-time format string: ';
  const noReference = 'does not reference a valid ISO-8601 extended offset date-time format string: ';

  test.each([
    [{ SecondsPath: '$.no' }, {}, 'The SecondsPath parameter does not reference an input value: $.no'],
    [{ SecondsPath: '$.s' }, { s: 1.5 }, 'The SecondsPath parameter cannot be parsed as a long value: $.s == 1.5'],
    [{ SecondsPath: '$.s' }, { s: '1.5' }, 'The SecondsPath parameter cannot be parsed as a long value: $.s == 1.5'],
    [{ SecondsPath: '$.s' }, { s: {} }, 'The SecondsPath parameter cannot be parsed as a long value: $.s == {}'],
    [{ SecondsPath: '$.s' }, { s: -1 }, 'The SecondsPath parameter references a negative value: $.s == -1'],
    [{ TimestampPath: '$.no' }, {}, 'The TimestampPath parameter does not reference an input value: $.no'],
    [{ TimestampPath: '$.t' }, { t: '2024-02-30T00:00:00Z' }, `${noReference}$.t == 2024-02-30T00:00:00Z`],
    [{ TimestampPath: '$.t' }, { t: '2024-02-03' }, `${noReference}$.t == 2024-02-03`],
    [{ TimestampPath: '$.t' }, { t: '2024-02-03T00:00:00' }, `${noReference}$.t == 2024-02-03T00:00:00`],
    [{ TimestampPath: '$.t' }, { t: 1 }, `${noReference}$.t == 1`],
  ])('refuses %j of %j', async (fields, input, message) => {
    const { error, cause } = await engine.run(wait(fields), input);
    expect(error).toBe('States.Runtime');
    expect(cause).toContain("An error occurred while executing the state 'Only' (entered at the event id #2). The ");
    expect(cause?.endsWith(message)).toBe(true);
    expect(clock.slept).toEqual([]);
  });

  test.each([
    [{ Seconds: '{% -1 %}' }, 'Seconds', 'Seconds must be between 0 and 99999999 but was: -1'],
    [{ Seconds: '{% 100000000 %}' }, 'Seconds', 'Seconds must be between 0 and 99999999 but was: 100000000'],
    [{ Seconds: '{% 0.5 %}' }, 'Seconds', 'The Seconds field cannot be parsed as an integer: 0.5'],
    [{ Seconds: '{% "1" %}' }, 'Seconds', "Expected 'number', but was 'string' for value: \"1\""],
    [{ Timestamp: '{% "noon" %}' }, 'Timestamp', `The Timestamp field ${noInstant}noon`],
    [{ Timestamp: '{% 1 %}' }, 'Timestamp', "Expected 'string', but was 'number' for value: 1"],
  ])('refuses %j', async (fields, location, message) => {
    const { error, cause, events } = await engine.run(jsonata(fields));
    expect(error).toBe('States.QueryEvaluationError');
    expect(cause).toContain(message);
    expect(events[2]?.evaluationFailedEventDetails?.location).toBe(location);
    expect(clock.slept).toEqual([]);
  });
});

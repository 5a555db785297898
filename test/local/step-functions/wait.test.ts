import { Engine, HurriedClock, only } from './engine';

describe('Wait', () => {
  const clock = new HurriedClock();
  let engine: Engine;
  beforeAll(async () => void (engine = await Engine.start({ clock })));
  beforeEach(() => void (clock.slept.length = 0));
  afterAll(() => engine.close());

  test.each([
    [{ Seconds: 30 }, {}],
    [{ SecondsPath: '$.seconds' }, { seconds: 30 }],
  ])('%j', async (fields, input) => {
    const { status, output, types } = await engine.run(only({ Type: 'Wait', ...fields }), input);
    expect([status, output, clock.slept]).toEqual(['SUCCEEDED', input, [30_000]]);
    expect(types.slice(1, 3)).toEqual(['WaitStateEntered<0', 'WaitStateExited<2']);
  });

  test('does not wait for an instant that has passed', async () => {
    await engine.run(only({ Type: 'Wait', Timestamp: '2020-01-01T00:00:00Z' }));
    await engine.run(only({ Type: 'Wait', TimestampPath: '$.at' }), { at: '2020-01-01T00:00:00.123+02:00' });
    expect(clock.slept).toEqual([0, 0]);
  });

  test.each([
    [{ SecondsPath: '$.no' }, {}, 'The SecondsPath parameter does not reference an input value: $.no'],
    [{ SecondsPath: '$.s' }, { s: 1.5 }, 'The SecondsPath parameter cannot be parsed as a long value: $.s == 1.5'],
    [{ SecondsPath: '$.s' }, { s: -1 }, 'The SecondsPath parameter references a negative value: $.s == -1'],
    [{ TimestampPath: '$.t' }, { t: '2024-02-30T00:00:00Z' }, '$.t == 2024-02-30T00:00:00Z'],
    [
      { TimestampPath: '$.t' },
      { t: '2024-02-03' },
      'does not reference a valid ISO-8601 extended offset date-time format string',
    ],
  ])('refuses %j of %j', async (fields, input, cause) => {
    const run = await engine.run(only({ Type: 'Wait', ...fields }), input);
    expect(run.error).toBe('States.Runtime');
    expect(run.cause).toContain(cause);
  });
});

import { StatesError } from '../../../local/step-functions/server';
import { Engine, hanging, only, work } from './engine';

const graph = (state: object): object => ({ StartAt: 'Each', States: { Each: { End: true, ...state } } });

describe('Map', () => {
  let running = 0;
  let most = 0;
  const hang = hanging();
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start({
      integrations: {
        [work]: async ({ parameters }) => {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setTimeout(resolve, 2));
          running--;
          return parameters;
        },
        'arn:aws:states:::test:failOn3': async (call) => {
          if (call.parameters === 3) throw new StatesError('Three', 'no threes');
          return hang.integration(call);
        },
      },
    });
  });
  beforeEach(() => void (most = 0));
  afterAll(() => engine.close());

  const pass = graph({ Type: 'Pass' });

  test('runs over ItemsPath of InputPath, with ItemSelector seeing both the item and the input', async () => {
    const state = {
      Type: 'Map',
      InputPath: '$.job',
      ItemsPath: '$.segments',
      ItemSelector: { 'bucket.$': '$.bucket', 'n.$': '$$.Map.Item.Index', 'segment.$': '$$.Map.Item.Value' },
      ItemProcessor: pass,
      ResultPath: '$.out',
    };
    const input = { job: { bucket: 'b', segments: ['x', 'y'] } };
    const { output } = await engine.run(only(state), input);
    expect(output).toEqual({
      ...input,
      out: [
        { bucket: 'b', n: 0, segment: 'x' },
        { bucket: 'b', n: 1, segment: 'y' },
      ],
    });
  });

  test('reads the old names Iterator and Parameters', async () => {
    const state = { Type: 'Map', Iterator: pass, Parameters: { 'v.$': '$$.Map.Item.Value' } };
    expect((await engine.run(only(state), [1])).output).toEqual([{ v: 1 }]);
  });

  test('inside, the context object holds the item', async () => {
    const states = { Inner: { Type: 'Pass', Parameters: { 'i.$': '$$.Map.Item.Index', 'of.$': '$' }, End: true } };
    const inner = { StartAt: 'Inner', States: states };
    const outer = graph({ Type: 'Map', ItemProcessor: inner });
    const { output } = await engine.run(only({ Type: 'Map', ItemProcessor: outer }), [['a', 'b'], ['c']]);
    expect(output).toEqual([
      [
        { i: 0, of: 'a' },
        { i: 1, of: 'b' },
      ],
      [{ i: 0, of: 'c' }],
    ]);
  });

  test.each([
    [{ MaxConcurrency: 3 }, 3],
    [{ MaxConcurrencyPath: '$.most' }, 2],
    [{}, 40],
  ])('%j runs %i at once', async (fields, expected) => {
    const state = {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemProcessor: graph({ Type: 'Task', Resource: work }),
      ...fields,
    };
    const items = Array.from({ length: 60 }, (_, index) => index);
    const { output } = await engine.run(only(state), { items, most: 2 });
    expect(output).toEqual(items);
    expect(most).toBe(expected);
  });

  test('writes the iterations of a slot one after the other', async () => {
    const { types } = await engine.run(only({ Type: 'Map', MaxConcurrency: 1, ItemProcessor: pass }), [1, 2]);
    expect(types.slice(2)).toEqual([
      'MapStateStarted<2',
      'MapIterationStarted<3',
      'PassStateEntered<4',
      'PassStateExited<5',
      'MapIterationSucceeded<6',
      'MapIterationStarted<6',
      'PassStateEntered<8',
      'PassStateExited<9',
      'MapIterationSucceeded<10',
      'MapStateSucceeded<11',
      'MapStateExited<11',
      'ExecutionSucceeded<13',
    ]);
  });

  test('yields an empty list for no items', async () => {
    const { output, types } = await engine.run(only({ Type: 'Map', ItemProcessor: pass }), []);
    expect(output).toEqual([]);
    expect(types.slice(2, 5)).toEqual(['MapStateStarted<2', 'MapStateSucceeded<3', 'MapStateExited<3']);
  });

  test('a failing iteration aborts the others, waits for their integrations and begins no more', async () => {
    const state = {
      Type: 'Map',
      MaxConcurrency: 3,
      ItemProcessor: graph({ Type: 'Task', Resource: 'arn:aws:states:::test:failOn3' }),
    };
    const { status, error, events } = await engine.run(only(state), [1, 2, 3, 4, 5]);
    expect([status, error, hang.settled()]).toEqual(['FAILED', 'Three', 2]);
    const count = (type: string): number => events.filter((event) => event.type === type).length;
    const counted = [
      'MapIterationStarted',
      'MapIterationFailed',
      'MapIterationAborted',
      'TaskStateAborted',
      'MapStateFailed',
    ].map(count);
    expect(counted).toEqual([3, 1, 2, 2, 1]);
    const failedTask = events.find(({ type }) => type === 'TaskFailed');
    expect(events.find(({ type }) => type === 'MapStateFailed')!.previousEventId).toBe(failedTask!.id);
  });

  test.each([
    [{ ItemsPath: '$.a' }, { a: 1 }, 'Reference path "$.a" must point to array.'],
    [
      { MaxConcurrencyPath: '$.a' },
      { a: 'x' },
      'The MaxConcurrencyPath field refers to value "x" which is not a valid integer: $.a',
    ],
  ])('refuses %j of %j', async (fields, input, cause) => {
    const run = await engine.run(only({ Type: 'Map', ItemProcessor: pass, ...fields }), input);
    expect([run.error, run.cause?.endsWith(cause)]).toEqual(['States.Runtime', true]);
  });
});

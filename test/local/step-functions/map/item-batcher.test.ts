import { Engine, only } from '../engine';

const ItemProcessor = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'Each',
  States: { Each: { Type: 'Pass', End: true } },
};
const items = ['aa', 'bb', 'cc', 'dd', 'ee'];

describe('batches of items', () => {
  let engine: Engine;
  beforeAll(async () => void (engine = await Engine.start()));
  afterAll(() => engine.close());

  /** What the children were given. */
  const batches = async (ItemBatcher: object, input: unknown = { items }, more: object = { ItemsPath: '$.items' }) => {
    const run = await engine.run(only({ Type: 'Map', ItemBatcher, ItemProcessor, ...more }), input);
    expect([run.cause, run.status]).toEqual([undefined, 'SUCCEEDED']);
    return run.output;
  };
  const of = (...groups: unknown[][]) => groups.map((Items) => ({ Items }));

  test('by count: the last has what is left', async () => {
    const expected = of(['aa', 'bb'], ['cc', 'dd'], ['ee']);
    expect(await batches({ MaxItemsPerBatch: 2 })).toEqual(expected);
    expect(await batches({ MaxItemsPerBatchPath: '$.most' }, { items, most: 2 })).toEqual(expected);
    expect(await batches({ MaxItemsPerBatch: 5 })).toEqual(of(items));
  });

  test.each([
    ['just enough for two', '{"Items":["aa","bb"]}'.length, of(['aa', 'bb'], ['cc', 'dd'], ['ee'])],
    ['one byte less', '{"Items":["aa","bb"]}'.length - 1, of(...items.map((item) => [item]))],
    ['one byte less than three', '{"Items":["aa","bb","cc"]}'.length - 1, of(['aa', 'bb'], ['cc', 'dd'], ['ee'])],
  ])('by bytes of the whole input: %s', async (_, bytes, expected) => {
    expect(await batches({ MaxInputBytesPerBatch: bytes })).toEqual(expected);
    expect(await batches({ MaxInputBytesPerBatchPath: '$.bytes' }, { items, bytes })).toEqual(expected);
  });

  test('by bytes and not by letters', async () => {
    const MaxInputBytesPerBatch = '{"Items":["ä","ä"]}'.length + 1;
    expect(await batches({ MaxInputBytesPerBatch }, { items: ['ä', 'ä'] })).toEqual(of(['ä'], ['ä']));
  });

  test('by both, whichever is reached first', async () => {
    const MaxInputBytesPerBatch = '{"Items":["aa","bb"]}'.length;
    const long = 'l'.repeat(20);
    const mixed = { items: ['a', 'b', 'c', long, 'd'] };
    const expected = of(['a', 'b'], ['c'], [long], ['d']);
    expect(await batches({ MaxItemsPerBatch: 2, MaxInputBytesPerBatch }, mixed)).toEqual(expected);
  });

  test('with BatchInput, which counts for their size', async () => {
    const batcher = { BatchInput: { 'job.$': '$.job', fixed: 1 } };
    const BatchInput = { job: 'j', fixed: 1 };
    const input = { items: ['aa', 'bb', 'cc'], job: 'j' };
    const [two, one] = [
      { BatchInput, Items: ['aa', 'bb'] },
      { BatchInput, Items: ['cc'] },
    ];
    expect(await batches({ ...batcher, MaxItemsPerBatch: 2 }, input)).toEqual([two, one]);
    const MaxInputBytesPerBatch = JSON.stringify(two).length;
    expect(await batches({ ...batcher, MaxInputBytesPerBatch }, input)).toEqual([two, one]);
    const less = MaxInputBytesPerBatch - 1;
    expect(await batches({ ...batcher, MaxInputBytesPerBatch: less }, input)).toHaveLength(3);
  });

  test('of what ItemSelector makes of the items', async () => {
    const more = { ItemsPath: '$.items', ItemSelector: { 'n.$': '$$.Map.Item.Index', 'of.$': '$.job' } };
    expect(await batches({ MaxItemsPerBatch: 2 }, { items: ['a', 'b', 'c'], job: 'j' }, more)).toEqual(
      of(
        [
          { n: 0, of: 'j' },
          { n: 1, of: 'j' },
        ],
        [{ n: 2, of: 'j' }],
      ),
    );
  });

  test('in JSONata', async () => {
    const batcher = {
      MaxItemsPerBatch: '{% $states.input.most %}',
      MaxInputBytesPerBatch: '{% 100 * $states.input.most %}',
      BatchInput: { job: '{% $uppercase($states.input.job) %}' },
    };
    const more = { QueryLanguage: 'JSONata', Items: '{% $states.input.items %}' };
    const BatchInput = { job: 'J' };
    expect(await batches(batcher, { items: [1, 2, 3], most: 2, job: 'j' }, more)).toEqual([
      { BatchInput, Items: [1, 2] },
      { BatchInput, Items: [3] },
    ]);
  });

  test('none of no items', async () => {
    expect(await batches({ MaxItemsPerBatch: 2 }, { items: [] })).toEqual([]);
  });

  test.each([
    [{ MaxItemsPerBatchPath: '$.n' }, 0, 'MaxItemsPerBatch must be positive, but was: 0'],
    [{ MaxInputBytesPerBatchPath: '$.n' }, -1, 'MaxInputBytesPerBatch must be positive, but was: -1'],
    [{ MaxItemsPerBatchPath: '$.n' }, 'x', 'field refers to value "x" which is not a valid integer: $.n'],
  ])('are refused with %j of %j', async (ItemBatcher, n, cause) => {
    const run = await engine.run(only({ Type: 'Map', ItemsPath: '$.items', ItemBatcher, ItemProcessor }), { items, n });
    expect([run.status, run.error]).toEqual(['FAILED', 'States.Runtime']);
    expect(run.cause).toContain(cause);
  });
});

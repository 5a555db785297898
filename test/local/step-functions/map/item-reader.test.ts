import type { ObjectStore } from '../../../../local/step-functions/server';
import { Engine, memoryObjects, only } from '../engine';

const getObject = 'arn:aws:states:::s3:getObject';
const listObjects = 'arn:aws:states:::s3:listObjectsV2';
const ItemProcessor = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'Each',
  States: { Each: { Type: 'Pass', End: true } },
};
const map = (ItemReader: object, more: object = {}): object =>
  only({ Type: 'Map', Label: 'items', ItemReader, ItemProcessor, ...more });

describe('reading the items of a distributed Map', () => {
  let engine: Engine;
  beforeAll(async () => {
    const objects = memoryObjects({
      'b/list.json': '{"deep": {"items": [1, 2, 3]}}',
      'b/lines.jsonl': '{"n":1}\n{"n":2}\n',
      'b/table.csv': 'a;b\n1;2\n3;4\n',
      'b/parts/1.json': '["x"]',
      'b/parts/2.json': '["y","z"]',
      'b/lines/1': '1\n2',
      'b/lines/2': '3',
      'b/broken.json': '{',
    });
    const list: ObjectStore['list'] = (bucket, prefix) =>
      bucket === 'forbidden' ? Promise.reject(new Error('AccessDenied')) : objects.list(bucket, prefix);
    engine = await Engine.start({ objects: { ...objects, list } });
  });
  afterAll(() => engine.close());

  const Parameters = { Bucket: 'b', 'Key.$': '$.key' };
  test.each([
    ['JSON', { ItemsPointer: '/deep/items' }, 'list.json', [1, 2, 3]],
    ['JSON without saying so', { InputType: undefined, ItemsPointer: '/deep/items' }, 'list.json', [1, 2, 3]],
    ['JSONL', {}, 'lines.jsonl', [{ n: 1 }, { n: 2 }]],
    [
      'CSV',
      { CSVHeaderLocation: 'FIRST_ROW', CSVDelimiter: 'SEMICOLON' },
      'table.csv',
      [
        { a: '1', b: '2' },
        { a: '3', b: '4' },
      ],
    ],
  ])('reads %s', async (type, config, key, expected) => {
    const ReaderConfig = { InputType: type.split(' ')[0], ...config };
    const run = await engine.run(map({ Resource: getObject, ReaderConfig, Parameters }), { key });
    expect([run.cause, run.output]).toEqual([undefined, expected]);
  });

  test.each([
    [{ MaxItems: 2 }, [1, 2]],
    [{ MaxItems: 0 }, [1, 2, 3]],
    [{ MaxItems: 9 }, [1, 2, 3]],
    [{ MaxItemsPath: '$.most' }, [1]],
  ])('reads as many as %j says', async (limit, expected) => {
    const ReaderConfig = { InputType: 'JSON', ItemsPointer: '/deep/items', ...limit };
    const input = { key: 'list.json', most: 1 };
    const run = await engine.run(map({ Resource: getObject, ReaderConfig, Parameters }), input);
    expect(run.output).toEqual(expected);
  });

  test('takes the place and the number from JSONata', async () => {
    const ReaderConfig = { InputType: 'JSON', ItemsPointer: '/deep/items', MaxItems: '{% $states.input.most + 1 %}' };
    const Arguments = { Bucket: 'b', Key: "{% $states.input.name & '.json' %}" };
    const more = { QueryLanguage: 'JSONata', ItemSelector: { n: '{% $states.context.Map.Item.Value %}' } };
    const run = await engine.run(map({ Resource: getObject, ReaderConfig, Arguments }, more), {
      name: 'list',
      most: 1,
    });
    expect(run.output).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test('lists what is below a prefix', async () => {
    const reader = { Resource: listObjects, Parameters: { Bucket: 'b', 'Prefix.$': '$.prefix' } };
    const run = await engine.run(map(reader), { prefix: 'parts/' });
    const object = (Key: string, Size: number) => ({
      Etag: `etag-of-b/${Key}`,
      Key,
      LastModified: 1_700_000_000,
      Size,
      StorageClass: 'STANDARD',
    });
    expect(run.output).toEqual([object('parts/1.json', 5), object('parts/2.json', 9)]);
    expect((await engine.run(map(reader), { prefix: 'none/' })).output).toEqual([]);
  });

  test('lists a whole bucket, and no more than MaxItems of it', async () => {
    const reader = { Resource: listObjects, ReaderConfig: { MaxItems: 3 }, Parameters: { Bucket: 'b' } };
    const { output } = await engine.run(map(reader));
    expect(output).toHaveLength(3);
  });

  test.each([
    ['JSON', 'parts/', ['x', 'y', 'z']],
    ['JSONL', 'lines/', [1, 2, 3]],
  ])('loads the %s objects that it lists, and puts their items together', async (InputType, Prefix, expected) => {
    const ReaderConfig = { InputType, Transformation: 'LOAD_AND_FLATTEN' };
    const run = await engine.run(map({ Resource: listObjects, ReaderConfig, Parameters: { Bucket: 'b', Prefix } }));
    expect(run.output).toEqual(expected);
  });

  test.each([
    ['nothing there', getObject, 'JSON', { Bucket: 'b', Key: 'no' }, 'Unable to read s3://b/no: NoSuchKey'],
    ['no JSON', getObject, 'JSON', { Bucket: 'b', Key: 'broken.json' }, 'Unable to parse s3://b/broken.json: '],
    ['no key', getObject, 'JSON', { Bucket: 'b' }, 'must give a Bucket and a Key'],
    ['no bucket', listObjects, 'JSON', { Prefix: 'b' }, 'must give a Bucket'],
    ['no access', listObjects, 'JSON', { Bucket: 'forbidden' }, 'Unable to list s3://forbidden/: AccessDenied'],
    ['no format it knows', getObject, 'PARQUET', { Bucket: 'b', Key: 'list.json' }, 'use JSON, JSONL or CSV'],
  ])('fails on %s, and a Catch may have it', async (_, Resource, InputType, where, cause) => {
    const reader = { Resource, ReaderConfig: { InputType }, Parameters: where };
    const run = await engine.run(map(reader));
    expect([run.status, run.error]).toEqual(['FAILED', 'States.ItemReaderFailed']);
    expect(run.cause).toContain(cause);
    expect(run.types.slice(2)).toEqual([
      'MapStateStarted<2',
      'MapRunStarted<3',
      'MapRunFailed<4',
      'MapStateFailed<5',
      'ExecutionFailed<6',
    ]);
    const Catch = [{ ErrorEquals: ['States.ItemReaderFailed'], Next: 'Caught' }];
    const states = {
      Only: { Type: 'Map', ItemReader: reader, ItemProcessor, Catch, Next: 'Caught' },
      Caught: { Type: 'Pass', Result: 'caught', End: true },
    };
    expect((await engine.run({ StartAt: 'Only', States: states })).output).toBe('caught');
  });
});

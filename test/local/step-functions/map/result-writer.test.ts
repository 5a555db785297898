import { DescribeMapRunCommand } from '@aws-sdk/client-sfn';
import { StatesError, type ObjectStore } from '../../../../local/step-functions/server';
import { Engine, memoryObjects, only, work } from '../engine';

const Resource = 'arn:aws:states:::s3:putObject';
const ItemProcessor = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'Each',
  States: { Each: { Type: 'Task', Resource: work, End: true } },
};
const map = (ResultWriter: object, more: object = {}): object =>
  only({ Type: 'Map', Label: 'results', ToleratedFailurePercentage: 100, ItemProcessor, ResultWriter, ...more });

describe('writing the results of a distributed Map', () => {
  let written: Record<string, string> = {};
  let refused = 0;
  let engine: Engine;
  beforeAll(async () => {
    const objects: ObjectStore = {
      ...memoryObjects(),
      write: (bucket, key, content) =>
        bucket === 'forbidden'
          ? (refused++, Promise.reject(new Error('AccessDenied')))
          : memoryObjects(written).write(bucket, key, content),
    };
    engine = await Engine.start({
      objects,
      integrations: {
        [work]: ({ parameters }) =>
          parameters === 'bad' ? Promise.reject(new StatesError('Bad', 'a bad item')) : Promise.resolve(parameters),
      },
    });
  });
  beforeEach(() => void (written = {}));
  afterAll(() => engine.close());

  /** The files by their name in the map run's folder; the manifest too. */
  const files = (prefix: string): Record<string, string> =>
    Object.fromEntries(
      Object.entries(written).map(([name, content]) => {
        const [, rest] = new RegExp(`^${prefix}[\\w-]+/(.*)$`).exec(name) ?? [];
        return [rest ?? name, content];
      }),
    );
  const json = (text: string | undefined): unknown => JSON.parse(text ?? 'null');
  /** Of the children's outputs, one an array. */
  const input = [{ a: 1 }, 'bad', [2, 3]];

  test('puts one file for each way the children ended, and a manifest, and answers where', async () => {
    const run = await engine.run(map({ Resource, Parameters: { Bucket: 'b', Prefix: 'jobs/1' } }), input);
    const found = files('b/jobs/1/');
    expect(Object.keys(found).sort()).toEqual(['FAILED_0.json', 'SUCCEEDED_0.json', 'manifest.json']);
    const started = run.events.find(({ type }) => type === 'MapRunStarted')!;
    const MapRunArn = started.mapRunStartedEventDetails!.mapRunArn!;
    const folder = `jobs/1/${MapRunArn.split(':').at(-1)!}`;
    expect(run.output).toEqual({ MapRunArn, ResultWriterDetails: { Bucket: 'b', Key: `${folder}/manifest.json` } });
    const file = (name: string) => ({ Key: `${folder}/${name}`, Size: Buffer.byteLength(found[name]!) });
    expect(json(found['manifest.json'])).toEqual({
      DestinationBucket: 'b',
      MapRunArn,
      ResultFiles: { FAILED: [file('FAILED_0.json')], PENDING: [], SUCCEEDED: [file('SUCCEEDED_0.json')] },
    });
  });

  test('tells everything of every child, inputs and outputs as texts', async () => {
    await engine.run(map({ Resource, Parameters: { Bucket: 'b' } }), input);
    const found = files('b/');
    const text = expect.any(String) as string;
    const child = (Input: string) => ({
      ExecutionArn: expect.stringMatching(/:execution:machine-\d+\/results:[\w-]+$/) as string,
      Input,
      InputDetails: { Included: true },
      Name: text,
      RedriveCount: 0,
      StartDate: text,
      StateMachineArn: expect.stringMatching(/:stateMachine:machine-\d+\/results$/) as string,
      StopDate: text,
    });
    const succeeded = (output: string) => ({
      ...child(output),
      Output: output,
      OutputDetails: { Included: true },
      RedriveStatus: 'NOT_REDRIVABLE',
      RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
      Status: 'SUCCEEDED',
    });
    expect(json(found['SUCCEEDED_0.json'])).toEqual([succeeded('{"a":1}'), succeeded('[2,3]')]);
    expect(json(found['FAILED_0.json'])).toEqual([
      {
        ...child('"bad"'),
        Error: 'Bad',
        Cause: 'a bad item',
        RedriveStatus: 'REDRIVABLE_BY_MAP_RUN',
        Status: 'FAILED',
      },
    ]);
  });

  test.each([
    ['COMPACT', 'JSON', '[{"a":1},[2,3]]'],
    ['FLATTEN', 'JSON', '[{"a":1},2,3]'],
    ['COMPACT', 'JSONL', '{"a":1}\n[2,3]'],
    ['FLATTEN', 'JSONL', '{"a":1}\n2\n3'],
  ])('writes what succeeded %s as %s', async (Transformation, OutputType, expected) => {
    const WriterConfig = { Transformation, OutputType };
    await engine.run(map({ Resource, WriterConfig, Parameters: { Bucket: 'b' } }), input);
    const found = files('b/');
    const extension = OutputType.toLowerCase();
    expect(found[`SUCCEEDED_0.${extension}`]).toBe(expected);
    // Those that failed have no output: all is told of them.
    expect(found[`FAILED_0.${extension}`]).toContain('"Error":"Bad"');
  });

  test.each([
    [undefined, [{ a: 1 }, [2, 3]]],
    ['COMPACT', [{ a: 1 }, [2, 3]]],
    ['FLATTEN', [{ a: 1 }, 2, 3]],
  ])('without a place answers them, %s', async (Transformation, expected) => {
    const WriterConfig = { OutputType: 'JSON', ...(Transformation && { Transformation }) };
    expect((await engine.run(map({ WriterConfig }), input)).output).toEqual(expected);
    expect(written).toEqual({});
  });

  test('without a place answers all of every child, for NONE', async () => {
    const { output } = await engine.run(map({ WriterConfig: { Transformation: 'NONE', OutputType: 'JSON' } }), ['x']);
    expect(output).toMatchObject([{ Input: '"x"', Output: '"x"', Status: 'SUCCEEDED' }]);
  });

  test('writes a manifest of nothing for no items', async () => {
    await engine.run(map({ Resource, Parameters: { Bucket: 'b' } }), []);
    const found = files('b/');
    expect(Object.keys(found)).toEqual(['manifest.json']);
    expect(json(found['manifest.json'])).toMatchObject({ ResultFiles: { FAILED: [], PENDING: [], SUCCEEDED: [] } });
  });

  test('takes the place from paths, and from JSONata', async () => {
    const place = { items: ['x'], to: 'b', job: 'j' };
    const paths = { Resource, Parameters: { 'Bucket.$': '$.to', 'Prefix.$': "States.Format('{}/', $.job)" } };
    await engine.run(map(paths, { ItemsPath: '$.items' }), place);
    const more = { QueryLanguage: 'JSONata', Items: '{% $states.input.items %}' };
    const expressions = {
      Resource,
      Arguments: { Bucket: '{% $states.input.to %}', Prefix: '{% $states.input.job %}' },
    };
    await engine.run(map(expressions, more), place);
    expect(Object.keys(written).map((name) => name.replace(/[\w-]{36}/, 'run'))).toEqual([
      'b/j/run/SUCCEEDED_0.json',
      'b/j/run/manifest.json',
      'b/j/run/SUCCEEDED_0.json',
      'b/j/run/manifest.json',
    ]);
  });

  test.each([
    [{ Bucket: 'forbidden' }, 'Unable to write s3://forbidden/'],
    [{ Prefix: 'p' }, 'ResultWriter must give a Bucket'],
  ])('fails with %j', async (Parameters, cause) => {
    const run = await engine.run(map({ Resource, Parameters }), ['x']);
    expect([run.status, run.error]).toEqual(['FAILED', 'States.ResultWriterFailed']);
    expect(run.cause).toContain(cause);
    expect(run.types.slice(-3)).toEqual(['MapRunFailed<4', 'MapStateFailed<5', 'ExecutionFailed<6']);
  });

  test('is done as well when too many have failed, with those that were not begun', async () => {
    const strict = { ToleratedFailurePercentage: 0, MaxConcurrency: 1 };
    const run = await engine.run(map({ Resource, Parameters: { Bucket: 'b' } }, strict), ['good', 'bad', 'never']);
    expect(run.error).toBe('States.ExceedToleratedFailureThreshold');
    const found = files('b/');
    expect(json(found['SUCCEEDED_0.json'])).toMatchObject([{ Input: '"good"' }]);
    expect(json(found['FAILED_0.json'])).toMatchObject([{ Input: '"bad"' }]);
    expect(json(found['PENDING_0.json'])).toEqual([{ Status: 'PENDING' }]);
    const { mapRunArn } = run.events.find(({ type }) => type === 'MapRunStarted')!.mapRunStartedEventDetails!;
    const { itemCounts } = await engine.client.send(new DescribeMapRunCommand({ mapRunArn }));
    expect(itemCounts).toMatchObject({ succeeded: 1, failed: 1, aborted: 1, resultsWritten: 3 });
    // A redrive writes anew what it finds.
    written = {};
    await engine.redrive(run.executionArn);
    expect(Object.keys(files('b/')).sort()).toContain('manifest.json');
  });

  test('that can’t be done is tried once, and doesn’t hide that too many have failed', async () => {
    const forbidden = map({ Resource, Parameters: { Bucket: 'forbidden' } });
    refused = 0;
    expect((await engine.run(forbidden, ['good'])).error).toBe('States.ResultWriterFailed');
    expect(refused).toBe(1);
    const strict = map({ Resource, Parameters: { Bucket: 'forbidden' } }, { ToleratedFailurePercentage: 0 });
    expect((await engine.run(strict, ['bad'])).error).toBe('States.ExceedToleratedFailureThreshold');
  });
});

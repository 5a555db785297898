import { z } from 'zod';
import { StatesError } from '../../local/step-functions/server';
import { jobId } from '../../pipeline/keys';
import { renderDefinition } from '../../statemachine/definition';
import { type AslGraph, type AslHandler, type PlacedState, statesOf } from './asl-rules';
import { type Call, type JobToRun, expiry, runJob, uploaded } from './run-job';
import { settings } from './settings';

const start = [
  'IdentifyUpload',
  'IdentifyByVersion',
  'NameJob',
  'ClaimJob',
  'Probe',
  'PlanSegments',
  'RecordPlan',
  'FanOut',
];
const success = ['RecordSuccess', 'AnnounceSuccess', 'JobSucceeded'];
const failure = ['DescribeFailure', 'RecordFailure', 'AnnounceFailure', 'JobFailed'];
const quoted = ['QuoteFailure', 'RecordQuotedFailure', 'AnnounceFailure', 'JobFailed'];

/** An event of S3 about an object in a bucket without versions. */
const { 'version-id': versionId, ...unversionedObject } = uploaded.detail.object;
const unversioned = { ...uploaded, detail: { ...uploaded.detail, object: unversionedObject } };

const fail = (stateName: string, error: string, cause = 'for the test', attempts = Infinity): JobToRun['fails'] =>
  function failing(call) {
    return call.stateName === stateName && call.attempt <= attempts ? new StatesError(error, cause) : undefined;
  };

const RunTask = z.object({
  TaskDefinition: z.string(),
  CapacityProviderStrategy: z.tuple([z.object({ CapacityProvider: z.string(), Weight: z.number() })]),
  Tags: z.tuple([z.object({ Key: z.string(), Value: z.string() })]),
  Overrides: z.object({
    ContainerOverrides: z.tuple([
      z.object({
        Name: z.string(),
        Command: z.array(z.string()),
        Environment: z.array(z.object({ Name: z.string(), Value: z.string() })),
      }),
    ]),
  }),
});
const taskOf = ({ parameters }: Call): z.infer<typeof RunTask> => RunTask.parse(parameters);
const commandOf = (call: Call): string[] => taskOf(call).Overrides.ContainerOverrides[0].Command;
const capacityOf = (call: Call): string => taskOf(call).CapacityProviderStrategy[0].CapacityProvider;

const PutEvents = z.object({
  Entries: z.tuple([
    z.object({ Source: z.string(), DetailType: z.string(), EventBusName: z.string(), Detail: z.unknown() }),
  ]),
});
const announced = ({ parameters }: Call) => PutEvents.parse(parameters).Entries[0];

describe('the states of a job, in their order', () => {
  test('fused: one task decodes a segment for all kernels', async () => {
    const run = await runJob({ options: { mode: 'fused' } });
    expect(run.states).toEqual([
      ...start,
      ...['ProcessSegments', 'FusedOrSplit', 'ProcessSegment', 'RecordSegment'],
      ...['AnySegmentsToJoin', 'Concatenate', 'AnyMotionToMerge', 'MergeMotion'],
      ...success,
    ]);
    expect(run.status).toBe('SUCCEEDED');
    const plan = `s3://work-bucket/${job}/plan.json`;
    expect(run.callsOf('ProcessSegment').map(commandOf)).toEqual([['segment', plan, '0', 'grayscale,motion']]);
    expect(run.callsOf('Concatenate').map(commandOf)).toEqual([['concat', plan]]);
  });

  test('split: each segment has a task for gray and one for motion', async () => {
    const run = await runJob({ options: { mode: 'split' } });
    expect(run.states).toEqual([
      ...start,
      ...['ProcessSegments', 'FusedOrSplit', 'GrayscaleAndMotion', 'GrayscaleSegment', 'DetectMotion', 'RecordSegment'],
      ...['AnySegmentsToJoin', 'Concatenate', 'AnyMotionToMerge', 'MergeMotion'],
      ...success,
    ]);

    const { callsOf } = await runJob({ segments: 3, options: { mode: 'split' } });
    const kernels = (stateName: string) => callsOf(stateName).map((call) => commandOf(call).slice(2).join(' '));
    expect(kernels('GrayscaleSegment')).toEqual(['0 grayscale', '1 grayscale', '2 grayscale']);
    expect(kernels('DetectMotion')).toEqual(['0 motion', '1 motion', '2 motion']);
    expect(callsOf('ProcessSegment')).toEqual([]);
    expect(callsOf('RecordSegment').map(({ segment }) => segment)).toEqual([0, 1, 2]);
  });

  test('grayscale alone: nothing to merge', async () => {
    const run = await runJob({ options: { kernels: ['grayscale'] } });
    expect(run.states).toEqual([
      ...start,
      ...['ProcessSegments', 'FusedOrSplit', 'ProcessSegment', 'RecordSegment'],
      ...['AnySegmentsToJoin', 'Concatenate', 'AnyMotionToMerge'],
      ...success,
    ]);
  });

  test('motion alone: nothing to join', async () => {
    const run = await runJob({ options: { kernels: ['motion'] } });
    expect(run.states).toEqual([
      ...start,
      ...['ProcessSegments', 'FusedOrSplit', 'ProcessSegment', 'RecordSegment'],
      ...['AnySegmentsToJoin', 'AnyMotionToMerge', 'MergeMotion'],
      ...success,
    ]);
  });

  test.each(['fused', 'split'] as const)(
    '%s: a segment hands nothing back, the Map passes on what it was given',
    async (mode) => {
      const { outputs } = await runJob({ segments: 3, options: { mode } });
      expect(outputs.get('RecordSegment')).toEqual({});
      expect(outputs.get('ProcessSegments')).toEqual(outputs.get('RecordPlan'));
    },
  );

  test('40 segments fit into the execution', async () => {
    const run = await runJob({ segments: 40 });
    expect(run.states).toContain('ProcessSegments');
    expect(run.callsOf('RecordSegment').map(({ segment }) => segment)).toEqual([...Array(40).keys()]);
  });

  test('41 segments get executions of their own, read from the work bucket', async () => {
    const run = await runJob({ segments: 41 });
    expect(run.states).toEqual([
      ...start,
      ...['ProcessManySegments', 'AnySegmentsToJoin', 'Concatenate', 'AnyMotionToMerge', 'MergeMotion'],
      ...success,
    ]);
    const all = [...Array(41).keys()];
    expect(run.callsOf('ProcessSegmentOfMany').map(({ segment }) => segment)).toEqual(all);
    expect(run.callsOf('RecordSegmentOfMany').map(({ segment }) => segment)).toEqual(all);
    const executions = new Set(run.callsOf('ProcessSegmentOfMany').map(executionOf));
    expect(executions).toEqual(new Set(run.callsOf('Concatenate').map(executionOf)));
  });

  test('41 segments, split', async () => {
    const { callsOf, status } = await runJob({ segments: 41, options: { mode: 'split' } });
    expect([callsOf('GrayscaleSegmentOfMany'), callsOf('DetectMotionOfMany')].map(({ length }) => length)).toEqual([
      41, 41,
    ]);
    expect(status).toBe('SUCCEEDED');
  });

  test('a bucket without versions: the sequencer names the upload', async () => {
    const run = await runJob({ event: unversioned });
    expect(run.states).toEqual([...start.with(1, 'IdentifyBySequencer'), ...run.states.slice(start.length)]);
    expect(run.status).toBe('SUCCEEDED');
    const { bucket, object } = uploaded.detail;
    expect(sourceOf(run.callsOf('Probe'))).toEqual({
      bucket: bucket.name,
      key: object.key,
      version: object.sequencer,
      etag: object.etag,
      sizeBytes: object.size,
    });
  });

  test('a bucket with versions: the version id names the upload, and is read', async () => {
    const run = await runJob();
    expect(sourceOf(run.callsOf('Probe'))).toMatchObject({ version: versionId, versionId });
    expect(sourceOf(run.callsOf('PlanSegments'))).toEqual(sourceOf(run.callsOf('Probe')));
  });

  test.each([
    ['of another kind', { detail: { object: { key: 'a.mp4' } } }],
    ['without detail', {}],
  ])('an event %s is refused before anything is done', async (_what, event) => {
    const run = await runJob({ event });
    expect(run.states).toEqual(['IdentifyUpload', 'NotAnUpload']);
    expect([run.status, run.error, run.calls]).toEqual(['FAILED', 'NotAnUpload', []]);
  });

  test('a second delivery of the same event leaves the job to the first', async () => {
    const run = await runJob({ fails: fail('ClaimJob', 'DynamoDB.ConditionalCheckFailedException') });
    expect(run.states).toEqual(['IdentifyUpload', 'IdentifyByVersion', 'NameJob', 'ClaimJob', 'AlreadyClaimed']);
    expect(run.status).toBe('SUCCEEDED');
    expect(run.calls).toHaveLength(1);
  });
});

const { bucket, object } = uploaded.detail;
const job = jobId(bucket.name, object.key, object['version-id']);

const executionOf = (call: Call): string | undefined =>
  taskOf(call).Overrides.ContainerOverrides[0].Environment.find(({ Name }) => Name === 'FRAMEFLEET_EXECUTION')?.Value;

const sourceOf = ([call]: Call[]): unknown =>
  z.object({ Payload: z.object({ source: z.unknown() }) }).parse(call?.parameters).Payload.source;

describe('the id of a job', () => {
  const Claim = z.object({ Item: z.object({ jobId: z.object({ S: z.string() }) }) });

  test.each([
    'beach.mp4',
    'holiday/2024 summer/beach (1).mp4',
    'it\'s {} a \\ {0} "key".mp4',
    'Ferien/Küste/海 🏖.mov',
    '/leading//slashes/.mp4',
    '$.source.key',
  ])('NameJob computes what jobId() computes for the key %s', async (key) => {
    const event = { ...uploaded, detail: { ...uploaded.detail, object: { ...uploaded.detail.object, key } } };
    const { calls } = await runJob({ event, fails: fail('ClaimJob', 'DynamoDB.ConditionalCheckFailedException') });
    expect(Claim.parse(calls[0]?.parameters).Item.jobId.S).toBe(jobId(bucket.name, key, object['version-id']));
  });

  test('NameJob computes what jobId() computes for a sequencer', async () => {
    const { calls } = await runJob({
      event: unversioned,
      fails: fail('ClaimJob', 'DynamoDB.ConditionalCheckFailedException'),
    });
    expect(Claim.parse(calls[0]?.parameters).Item.jobId.S).toBe(jobId(bucket.name, object.key, object.sequencer));
  });
});

describe('where tasks run', () => {
  test('the first attempt on Spot, the second and all others On-Demand', async () => {
    const { callsOf } = await runJob({ fails: fail('ProcessSegment', 'States.TaskFailed', 'interrupted', 2) });
    expect(callsOf('ProcessSegment').map(capacityOf)).toEqual(['FARGATE_SPOT', 'FARGATE', 'FARGATE']);
  });

  test('half of the tasks on Spot: every other segment, and the concatenation in its turn', async () => {
    const run = (segments: number) => runJob({ segments, policy: { spotShare: 0.5 } });
    const few = await run(5);
    expect(few.callsOf('ProcessSegment').map(({ segment, ...call }) => [segment, capacityOf({ segment, ...call })])).toEqual([
      ...[[0, 'FARGATE_SPOT'], [1, 'FARGATE'], [2, 'FARGATE_SPOT'], [3, 'FARGATE'], [4, 'FARGATE_SPOT']],
    ]); // prettier-ignore
    expect(few.callsOf('Concatenate').map(capacityOf)).toEqual(['FARGATE']);
    expect((await run(4)).callsOf('Concatenate').map(capacityOf)).toEqual(['FARGATE_SPOT']);
  });

  test('half of many tasks on Spot: what the items in the work bucket say', async () => {
    const { callsOf } = await runJob({ segments: 42, policy: { spotShare: 0.5 } });
    const onSpot = callsOf('ProcessSegmentOfMany').filter((call) => capacityOf(call) === 'FARGATE_SPOT');
    expect(onSpot.map(({ segment }) => segment)).toEqual([...Array(21).keys()].map((half) => 2 * half));
    expect(callsOf('Concatenate').map(capacityOf)).toEqual(['FARGATE_SPOT']);
  });

  test.each(['fused', 'split'] as const)('%s, none on Spot: not even the first attempt', async (mode) => {
    const { calls } = await runJob({ segments: 3, options: { mode }, policy: { spotShare: 0 } });
    const tasks = calls.filter(({ parameters }) => RunTask.safeParse(parameters).success);
    expect(tasks).toHaveLength(mode === 'fused' ? 4 : 7);
    expect(new Set(tasks.map(capacityOf))).toEqual(new Set(['FARGATE']));
  });

  test('a segment that begins On-Demand stays there', async () => {
    const { callsOf } = await runJob({
      policy: { spotShare: 0 },
      fails: fail('ProcessSegment', 'States.TaskFailed', 'crashed', 2),
    });
    expect(callsOf('ProcessSegment').map(capacityOf)).toEqual(['FARGATE', 'FARGATE', 'FARGATE']);
  });

  test('there is a capacity for the last attempt that the definition allows', async () => {
    const { callsOf, status } = await runJob({
      fails: ({ stateName, attempt }) => {
        if (stateName !== 'Concatenate' || attempt > 12) return undefined;
        return new StatesError(attempt <= 10 ? 'ECS.AmazonECSException' : 'States.TaskFailed', 'for the test');
      },
    });
    expect(callsOf('Concatenate').map(capacityOf)).toEqual(['FARGATE_SPOT', ...Array<string>(12).fill('FARGATE')]);
    expect(status).toBe('SUCCEEDED');
  });

  test('each attempt is told its number, and each task is tagged with its job', async () => {
    const { callsOf } = await runJob({ fails: fail('ProcessSegment', 'States.TaskFailed', 'crashed', 1) });
    const retries = callsOf('ProcessSegment').map(
      (call) =>
        taskOf(call).Overrides.ContainerOverrides[0].Environment.find(({ Name }) => Name === 'FRAMEFLEET_RETRY')?.Value,
    );
    expect(retries).toEqual(['0', '1']);
    expect(callsOf('ProcessSegment').map((call) => taskOf(call).Tags[0])).toEqual(
      Array(2).fill({ Key: 'framefleet:job', Value: job }),
    );
  });

  test('a segment that is tried again leaves the others alone', async () => {
    const { callsOf, status } = await runJob({
      segments: 4,
      fails: ({ stateName, segment, attempt }) =>
        stateName === 'ProcessSegment' && segment === 2 && attempt === 1
          ? new StatesError('States.TaskFailed', 'interrupted')
          : undefined,
    });
    expect(callsOf('ProcessSegment').map(({ segment }) => segment)).toEqual([0, 1, 2, 3, 2]);
    expect(status).toBe('SUCCEEDED');
  });
});

describe('how a job is announced', () => {
  test('a success with its outputs', async () => {
    const { callsOf } = await runJob();
    expect(callsOf('AnnounceSuccess').map(announced)).toEqual([
      {
        Source: 'framefleet',
        DetailType: 'Job Succeeded',
        EventBusName: 'bus',
        Detail: {
          jobId: job,
          source: expect.objectContaining({ key: object.key }) as unknown,
          outputs: {
            gray: `s3://output-bucket/${job}/beach.gray.mp4`,
            motion: `s3://output-bucket/${job}/beach.motion.json`,
            motionFrames: `s3://output-bucket/${job}/beach.motion-frames.ndjson`,
          },
        },
      },
    ]);
  });

  test('a failure with what was described', async () => {
    const run = await runJob({ fails: fail('Probe', 'NotAVideo', 'It is a text.') });
    expect(run.states).toEqual([...start.slice(0, 5), ...failure]);
    expect([run.status, run.error, run.cause]).toEqual(['FAILED', 'DescribedName', 'Described in words.']);
    expect(run.callsOf('AnnounceFailure').map(announced)).toMatchObject([
      {
        DetailType: 'Job Failed',
        Detail: { jobId: job, error: { name: 'DescribedName', message: 'Described in words.' } },
      },
    ]);
  });

  test('DescribeFailure is told what was caught', async () => {
    const { callsOf } = await runJob({ fails: fail('Probe', 'NotAVideo', 'It is a text.') });
    expect(callsOf('DescribeFailure').map(({ parameters }) => parameters)).toMatchObject([
      { Payload: { jobId: job, failure: { Error: 'NotAVideo', Cause: 'It is a text.' } } },
    ]);
  });
});

describe('when the failure branch fails itself', () => {
  const also =
    (...failing: NonNullable<JobToRun['fails']>[]): JobToRun['fails'] =>
    (call) =>
      failing.map((one) => one(call)).find((error) => error !== undefined);
  const probe = fail('Probe', 'NotAVideo', 'It is a text.')!;

  test('what cannot be described is quoted', async () => {
    const run = await runJob({ fails: also(probe, fail('DescribeFailure', 'Lambda.Unknown')!) });
    expect(run.states.slice(-5)).toEqual([
      'DescribeFailure',
      'QuoteFailure',
      'RecordQuotedFailure',
      'AnnounceFailure',
      'JobFailed',
    ]);
    expect([run.status, run.error, run.cause]).toEqual(['FAILED', 'NotAVideo', 'It is a text.']);
    expect(run.callsOf('AnnounceFailure').map(announced)).toMatchObject([
      { Detail: { error: { name: 'NotAVideo', message: 'It is a text.' } } },
    ]);
  });

  test('what cannot be recorded is announced all the same', async () => {
    const run = await runJob({ fails: also(probe, fail('RecordFailure', 'DynamoDB.ResourceNotFoundException')!) });
    expect(run.states.slice(-4)).toEqual(failure);
    expect(run.callsOf('AnnounceFailure')).toHaveLength(1);
    expect([run.status, run.error, run.cause]).toEqual(['FAILED', 'DescribedName', 'Described in words.']);
  });

  test('what cannot be announced fails with its own name all the same', async () => {
    const run = await runJob({ fails: also(probe, fail('AnnounceFailure', 'EventBridge.FailedEntry')!) });
    expect(run.states.slice(-4)).toEqual(failure);
    expect([run.status, run.error, run.cause]).toEqual(['FAILED', 'DescribedName', 'Described in words.']);
  });

  test('nothing of it works: the execution still ends with what was caught', async () => {
    const run = await runJob({
      fails: ({ stateName }) =>
        stateName === 'Probe'
          ? new StatesError('NotAVideo', 'It is a text.')
          : stateName.endsWith('Failure')
            ? new StatesError('Unforeseen', 'for the test')
            : undefined,
    });
    expect([run.status, run.error, run.cause]).toEqual(['FAILED', 'NotAVideo', 'It is a text.']);
  });
});

describe('what is written expires', () => {
  const Update = z.object({
    Key: z.object({ item: z.object({ S: z.string() }) }),
    UpdateExpression: z.string(),
    ExpressionAttributeValues: z.looseObject({ ':expiry': z.object({ N: z.string() }).optional() }),
  });
  const expiriesOf = (calls: readonly Call[]) =>
    calls.map(({ parameters }) => {
      const { Key, UpdateExpression, ExpressionAttributeValues: values } = Update.parse(parameters);
      const set = /\bexpiresAt = :expiry\b/.test(UpdateExpression);
      return [Key.item.S, set ? values[':expiry']?.N : 'not set'];
    });

  test.each([
    [2, ''],
    [41, 'OfMany'],
  ])('with the plan: the job and its %d segments', async (segments, suffix) => {
    const { callsOf } = await runJob({ segments });
    expect(expiriesOf(callsOf('RecordPlan'))).toEqual([['job', '1800000000']]);
    expect(expiriesOf(callsOf(`RecordSegment${suffix}`))).toEqual(
      Array.from({ length: segments }, (_, index) => [`segment#${String(index).padStart(5, '0')}`, '1800000000']),
    );
    expect(expiry.planned).toBe(1_800_000_000);
  });

  test('with its description, if a job fails: that of one that was never planned too', async () => {
    const { callsOf } = await runJob({ fails: fail('Probe', 'NotAVideo') });
    expect(callsOf('RecordPlan')).toEqual([]);
    expect(expiriesOf(callsOf('RecordFailure'))).toEqual([['job', String(expiry.described)]]);
  });

  test('as before, if a failure can only be quoted', async () => {
    const { callsOf } = await runJob({
      fails: ({ stateName }) =>
        ['Probe', 'DescribeFailure'].includes(stateName) ? new StatesError('Unforeseen', 'for the test') : undefined,
    });
    expect(expiriesOf(callsOf('RecordQuotedFailure'))).toEqual([['job', 'not set']]);
    expect(callsOf('RecordFailure')).toEqual([]);
  });

  test('and what went wrong is recorded without it', async () => {
    const { callsOf } = await runJob({ fails: fail('Probe', 'NotAVideo') });
    expect(callsOf('RecordFailure').map(({ parameters }) => parameters)).toMatchObject([
      { ExpressionAttributeValues: { ':error': { S: '{"name":"DescribedName","message":"Described in words."}' } } },
    ]);
  });
});

describe('the policy of the stage', () => {
  const Invoked = z.object({ Payload: z.unknown() });
  const payloads = (calls: readonly Call[]) => calls.map(({ parameters }) => Invoked.parse(parameters).Payload);

  test('reaches the functions that keep to it', async () => {
    const policy = { defaults: { crf: 30 }, maxConcurrency: 3, spotShare: 0.5, recordDays: 10 };
    const { callsOf } = await runJob({ policy, fails: fail('ProcessSegment', 'States.TaskFailed') });
    const { defaults, ...planning } = policy;
    expect(payloads(callsOf('Probe'))).toMatchObject([{ defaults: { segmentSeconds: 60, ...defaults } }]);
    expect(payloads(callsOf('PlanSegments'))).toMatchObject([{ policy: planning }]);
    expect(payloads(callsOf('DescribeFailure'))).toMatchObject([{ recordDays: 10 }]);
  });
});

describe('when a segment fails for good', () => {
  test('few segments: the others are ended, and the failure branch is told of the task', async () => {
    const run = await runJob({
      segments: 3,
      fails: ({ stateName, segment }) =>
        stateName === 'ProcessSegment' && segment === 1 ? new StatesError('States.TaskFailed', 'the task') : undefined,
    });
    expect(run.states.slice(-4)).toEqual(failure);
    expect(run.callsOf('DescribeFailure').map(({ parameters }) => parameters)).toMatchObject([
      { Payload: { failure: { Error: 'States.TaskFailed', Cause: 'the task' } } },
    ]);
    expect(run.callsOf('Concatenate')).toEqual([]);
  });

  test('many segments: the failure branch is told that too many have failed', async () => {
    const run = await runJob({
      segments: 41,
      fails: ({ stateName, segment }) =>
        stateName === 'ProcessSegmentOfMany' && segment === 1 ? new StatesError('States.TaskFailed', '') : undefined,
    });
    expect(run.states.slice(-5)).toEqual(['ProcessManySegments', ...failure]);
    expect(run.callsOf('DescribeFailure').map(({ parameters }) => parameters)).toMatchObject([
      { Payload: { failure: { Error: 'States.ExceedToleratedFailureThreshold' } } },
    ]);
  });

  test('many segments, one at a time: those that have not begun never begin', async () => {
    const run = await runJob({
      segments: 41,
      options: { maxConcurrency: 1 },
      fails: fail('RecordSegmentOfMany', 'DynamoDB.ResourceNotFoundException'),
    });
    expect(run.states.slice(-5)).toEqual(['ProcessManySegments', ...failure]);
    expect(run.callsOf('RecordSegmentOfMany').map(({ segment }) => segment)).toEqual([0]);
    expect(run.callsOf('ProcessSegmentOfMany').map(({ segment }) => segment)).toEqual([0]);
  });

  test('many segments whose list cannot be read: the failure branch is told so', async () => {
    const run = await runJob({ segments: 41, itemsLost: true });
    expect(run.states.slice(-5)).toEqual(['ProcessManySegments', ...failure]);
    expect(run.callsOf('DescribeFailure').map(({ parameters }) => parameters)).toMatchObject([
      { Payload: { failure: { Error: 'States.ItemReaderFailed' } } },
    ]);
    expect(run.callsOf('ProcessSegmentOfMany')).toEqual([]);
  });
});

// From here on the definition itself says what is tested: a new Task or a new error name is tested as it comes.

const definition = JSON.parse(renderDefinition(settings)) as AslGraph;
const tasks = [...statesOf(definition)].filter(({ state }) => state.Type === 'Task');

/** Of the retriers or catchers, the one that decides on an error. */
const decides = (handlers: readonly AslHandler[] | undefined, error: string): AslHandler | undefined =>
  handlers?.find(
    ({ ErrorEquals }) =>
      ErrorEquals.includes(error) ||
      ErrorEquals.includes('States.ALL') ||
      (ErrorEquals.includes('States.TaskFailed') && error !== 'States.Timeout'),
  );

const notAVideo = fail('Probe', 'NotAVideo', 'It is a text.')!;
const undescribed: JobToRun['fails'] = (call) =>
  notAVideo(call) ?? (call.stateName === 'DescribeFailure' ? new StatesError('Unforeseen', 'for the test') : undefined);

/** A job that comes past the Task; if it works on segments, it works on one at a time. */
function jobThrough({ name, around }: PlacedState): JobToRun {
  const distributed = around.some(({ state }) => state.ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED');
  const split = around.some(({ state }) => state.Type === 'Parallel');
  const failing = [...failure, ...quoted].includes(name);
  return {
    segments: distributed ? 41 : 1,
    options: { mode: split ? 'split' : 'fused', maxConcurrency: 1 },
    ...(failing ? { fails: name === 'RecordQuotedFailure' ? undescribed : notAVideo } : {}),
  };
}

/** The Task fails in its first attempts, on the first segment if it works on segments. */
function runFailing(task: PlacedState, error: string, attempts: number) {
  const { fails, ...through } = jobThrough(task);
  return runJob({
    ...through,
    fails: (call) =>
      call.stateName === task.name && !call.segment && call.attempt <= attempts
        ? new StatesError(error, 'for the test')
        : fails?.(call),
  });
}

/** The state that the main line goes to after an error of the Task: the Task's own Catch or that of what it lies in. */
function caughtBy({ name, state, around }: PlacedState, error: string): { from: string; to: string } {
  for (const place of [{ name, state }, ...around.toReversed()]) {
    const catcher = decides(place.state.Catch, error);
    if (catcher?.Next !== undefined) return { from: place.name, to: catcher.Next };
  }
  throw new Error(`Nothing catches ${error} of ${name}`);
}

/** Names of the main line only. */
const mainLine = (states: readonly string[]): string[] => states.filter((name) => name in definition.States);

const attemptsAt = (task: PlacedState, calls: readonly Call[]): number =>
  calls.filter(({ stateName, segment }) => stateName === task.name && !segment).length;

async function expectCaught(task: PlacedState, error: string, attempts: number): Promise<void> {
  const { calls, states, status } = await runFailing(task, error, Infinity);
  expect(attemptsAt(task, calls)).toBe(attempts);
  const { from, to } = caughtBy(task, error);
  const line = mainLine(states);
  expect(line.slice(line.indexOf(from)).slice(0, 2)).toEqual([from, to]);
  expect(status).toBe(to === 'JobSucceeded' ? 'SUCCEEDED' : 'FAILED');
}

test('the definition has Tasks on all its levels', () => {
  expect(new Set(tasks.map(({ around }) => around.length))).toEqual(new Set([0, 1, 2]));
});

describe.each(tasks.map((task) => [task.name, task] as const))('%s', (name, task) => {
  const errors = (task.state.Retry ?? []).flatMap((retrier) =>
    retrier.ErrorEquals.map((error) => ({ error, retrier })),
  );

  test.each(errors)('failing once with $error is tried again', async ({ error }) => {
    const { calls, states, status, error: ended } = await runFailing(task, error, 1);
    expect(attemptsAt(task, calls)).toBe(2);
    const quoting = quoted.includes(name) && !failure.includes(name);
    const end = quoting ? quoted : failure.includes(name) ? failure : success;
    expect(mainLine(states).slice(-end.length)).toEqual(end);
    const expected = end === success ? ['SUCCEEDED', undefined] : ['FAILED', quoting ? 'NotAVideo' : 'DescribedName'];
    expect([status, ended]).toEqual(expected);
  });

  test.each(errors)('failing for ever with $error is caught after the last attempt', async ({ error, retrier }) => {
    await expectCaught(task, error, 1 + retrier.MaxAttempts!);
  });

  test('an error that no retrier names is caught at once, unless every failure of a task is tried again', async () => {
    const retrier = decides(task.state.Retry, 'Unforeseen');
    expect(retrier?.ErrorEquals).toEqual(
      task.state.Resource?.includes(':ecs:') ? expect.arrayContaining(['States.TaskFailed']) : undefined,
    );
    await expectCaught(task, 'Unforeseen', 1 + (retrier?.MaxAttempts ?? 0));
  });

  test('no wait before a retry is longer than its retrier allows', async () => {
    const { error, retrier } = errors[0]!;
    const { slept } = await runFailing(task, error, Infinity);
    expect(slept).toHaveLength(retrier.MaxAttempts!);
    expect(Math.max(...slept)).toBeLessThanOrEqual(retrier.MaxDelaySeconds! * 1000);
  });
});

import * as z from 'zod';
import { StatesError } from '../../local/step-functions/server';
import { announced, fail, failure, job, object, quoted, start } from './job-expected';
import { type Call, type JobToRun, expiry, runJob } from './run-job';

describe('how a job is announced', () => {
  test('a success with its outputs', async () => {
    const { callsOf } = await runJob();
    expect(callsOf('AnnounceSuccess').map(announced)).toEqual([
      {
        Source: 'framefleet',
        DetailType: 'Job Succeeded',
        EventBusName: 'bus',
        Detail: {
          version: 1,
          jobId: job,
          source: expect.objectContaining({ key: object.key }) as unknown,
          executionId: expect.stringContaining(':execution:') as unknown,
          outputs: {
            gray: `s3://output-bucket/${job}/beach.gray.mp4`,
            motion: `s3://output-bucket/${job}/beach.motion.json`,
            motionFrames: `s3://output-bucket/${job}/beach.motion-frames.ndjson`,
            motionCsv: `s3://output-bucket/${job}/beach.motion.csv`,
            motionChapters: `s3://output-bucket/${job}/beach.motion.vtt`,
            page: `s3://output-bucket/${job}/beach.html`,
          },
        },
      },
    ]);
  });

  test('a failure with what was described', async () => {
    const run = await runJob({ fails: fail('Probe', 'NotAVideo', 'It is a text.') });
    expect(run.states).toEqual([...start.slice(0, start.indexOf('Probe') + 1), ...failure]);
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
    expect(run.states.slice(-6)).toEqual(['DescribeFailure', ...quoted]);
    expect([run.status, run.error, run.cause]).toEqual(['FAILED', 'NotAVideo', 'It is a text.']);
    expect(run.callsOf('AnnounceFailure').map(announced)).toMatchObject([
      { Detail: { error: { name: 'NotAVideo', message: 'It is a text.' } } },
    ]);
  });

  test('what cannot be recorded is announced all the same', async () => {
    const run = await runJob({ fails: also(probe, fail('RecordFailure', 'DynamoDB.ResourceNotFoundException')!) });
    expect(run.states.slice(-4)).toEqual(failure.filter((name) => name !== 'WriteFailurePage'));
    expect(run.callsOf('AnnounceFailure')).toHaveLength(1);
    expect([run.status, run.error, run.cause]).toEqual(['FAILED', 'DescribedName', 'Described in words.']);
  });

  test('what cannot be announced fails with its own name all the same', async () => {
    const run = await runJob({ fails: also(probe, fail('AnnounceFailure', 'EventBridge.FailedEntry')!) });
    expect(run.states.slice(-5)).toEqual(failure);
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
    // Side by side nobody says which segment comes first.
    expect(expiriesOf(callsOf(`RecordSegment${suffix}`)).sort()).toEqual(
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

describe('when a segment fails for good', () => {
  test('few segments: the others are ended, and the failure branch is told of the task', async () => {
    const run = await runJob({
      segments: 3,
      fails: ({ stateName, segment }) =>
        stateName === 'ProcessSegment' && segment === 1 ? new StatesError('States.TaskFailed', 'the task') : undefined,
    });
    expect(run.states.slice(-failure.length)).toEqual(failure);
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
    expect(run.states.slice(-failure.length - 1)).toEqual(['ProcessManySegments', ...failure]);
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
    expect(run.states.slice(-failure.length - 1)).toEqual(['ProcessManySegments', ...failure]);
    expect(run.callsOf('RecordSegmentOfMany').map(({ segment }) => segment)).toEqual([0]);
    expect(run.callsOf('ProcessSegmentOfMany').map(({ segment }) => segment)).toEqual([0]);
  });

  test('many segments whose list cannot be read: the failure branch is told so', async () => {
    const run = await runJob({ segments: 41, itemsLost: true });
    expect(run.states.slice(-failure.length - 1)).toEqual(['ProcessManySegments', ...failure]);
    expect(run.callsOf('DescribeFailure').map(({ parameters }) => parameters)).toMatchObject([
      { Payload: { failure: { Error: 'States.ItemReaderFailed' } } },
    ]);
    expect(run.callsOf('ProcessSegmentOfMany')).toEqual([]);
  });
});

import * as z from 'zod';
import { jobId } from '../../pipeline/keys';
import { UploadEvent, jobOf } from '../../pipeline/upload-event';
import { RunTask, bucket, capacityOf, commandOf, fail, job, object, start, success, taskOf } from './job-expected';
import { type Call, runJob, uploaded } from './run-job';
import { settings } from './settings';

/** An event of S3 about an object in a bucket without versions. */
const { 'version-id': versionId, ...unversionedObject } = uploaded.detail.object;
const unversioned = { ...uploaded, detail: { ...uploaded.detail, object: unversionedObject } };

const segmentsOf = (calls: readonly Call[]): (number | undefined)[] => calls.map(({ segment }) => segment);

describe('the states of a job, in their order', () => {
  test('fused: one task decodes a segment for all kernels', async () => {
    const run = await runJob({ options: { mode: 'fused' } });
    expect(run.states).toEqual([
      ...start,
      ...['ProcessSegments', 'FusedOrSplit', 'ProcessSegment', 'AnyPicturesToInspect', 'RecordSegment'],
      ...['AnySegmentsToJoin', 'Concatenate', 'AnyResultsToMerge', 'MergeResults', 'AnythingToIllustrate'],
      ...success,
    ]);
    expect(run.status).toBe('SUCCEEDED');
    const plan = `s3://work-bucket/${job}/plan.json`;
    expect(run.callsOf('ProcessSegment').map(commandOf)).toEqual([['segment', plan, '0', 'grayscale,motion']]);
    expect(run.callsOf('Concatenate').map(commandOf)).toEqual([['concat', plan]]);
  });

  test('split: each segment has a task for each kernel', async () => {
    const run = await runJob({ options: { mode: 'split' } });
    expect(run.states).toEqual([
      ...start,
      ...['ProcessSegments', 'FusedOrSplit', 'ProcessEachKernel', 'ProcessKernel', 'ProcessKernel'],
      ...['AnyPicturesToInspect', 'RecordSegment'],
      ...['AnySegmentsToJoin', 'Concatenate', 'AnyResultsToMerge', 'MergeResults', 'AnythingToIllustrate'],
      ...success,
    ]);

    const { callsOf } = await runJob({ segments: 3, options: { mode: 'split' } });
    const kernels = callsOf('ProcessKernel').map((call) => commandOf(call).slice(2).join(' '));
    expect(kernels.sort()).toEqual([0, 1, 2].flatMap((segment) => [`${segment} grayscale`, `${segment} motion`]));
    expect(callsOf('ProcessSegment')).toEqual([]);
    expect(callsOf('RecordSegment').map(({ segment }) => segment)).toEqual([0, 1, 2]);
  });

  test('models are checked before anything is planned', async () => {
    const run = await runJob({ usesModels: true });
    const at = run.states.indexOf('AnyModelsToCheck');
    expect(run.states.slice(at, at + 3)).toEqual(['AnyModelsToCheck', 'CheckModels', 'PlanSegments']);
    expect(run.callsOf('CheckModels')[0]?.parameters).toMatchObject({
      Payload: { jobId: job, probed: { usesModels: true } },
    });
    expect(run.status).toBe('SUCCEEDED');
  });

  test.each(['fused', 'split'] as const)(
    '%s: a function inspects what the segments’ tasks have set aside',
    async (mode) => {
      const { callsOf, states, status } = await runJob({
        segments: 2,
        inspects: true,
        options: { mode, maxConcurrency: 1 },
      });
      expect(states.filter((name) => name === 'InspectPictures')).toHaveLength(2);
      expect(states[states.indexOf('InspectPictures') + 1]).toBe('RecordSegment');
      const plan = `s3://work-bucket/${job}/plan.json`;
      expect(callsOf('InspectPictures').map(({ parameters }) => parameters)).toMatchObject(
        [0, 1].map((index) => ({ Payload: { jobId: job, plan, index, retries: 0 } })),
      );
      expect(status).toBe('SUCCEEDED');
    },
  );

  test('grayscale alone: nothing to merge', async () => {
    const run = await runJob({ options: { kernels: ['grayscale'] } });
    expect(run.states).toEqual([
      ...start,
      ...['ProcessSegments', 'FusedOrSplit', 'ProcessSegment', 'AnyPicturesToInspect', 'RecordSegment'],
      ...['AnySegmentsToJoin', 'Concatenate', 'AnyResultsToMerge'],
      ...success,
    ]);
  });

  test('motion alone: nothing to join', async () => {
    const run = await runJob({ options: { kernels: ['motion'] } });
    expect(run.states).toEqual([
      ...start,
      ...['ProcessSegments', 'FusedOrSplit', 'ProcessSegment', 'AnyPicturesToInspect', 'RecordSegment'],
      ...['AnySegmentsToJoin', 'AnyResultsToMerge', 'MergeResults', 'AnythingToIllustrate'],
      ...success,
    ]);
  });

  test.each([{ clips: 'copy' as const }, { annotate: true }])('%j: a task more, when all is merged', async (motion) => {
    const run = await runJob({ options: { kernels: ['motion'], motion } });
    expect(run.states).toEqual([
      ...start,
      ...[
        'ProcessSegments',
        'FusedOrSplit',
        'ProcessSegment',
        'AnyPicturesToInspect',
        'RecordSegment',
        'AnySegmentsToJoin',
      ],
      ...['AnyResultsToMerge', 'MergeResults', 'AnythingToIllustrate', 'Illustrate'],
      ...success,
    ]);
    expect(run.callsOf('Illustrate').map(commandOf)).toEqual([['illustrate', `s3://work-bucket/${job}/plan.json`]]);
    expect(run.callsOf('Illustrate').map((call) => taskOf(call).TaskDefinition)).toEqual([
      settings.taskDefinitions.concat,
    ]);
  });

  test('grayscale alone: clips are of motion, and nobody looks for any', async () => {
    const { states } = await runJob({ options: { kernels: ['grayscale'], motion: { clips: 'copy', annotate: true } } });
    expect(states).not.toContain('AnythingToIllustrate');
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
    expect(segmentsOf(run.callsOf('RecordSegment'))).toEqual([...Array(40).keys()]);
  });

  test('41 segments get executions of their own, read from the work bucket', async () => {
    const run = await runJob({ segments: 41 });
    expect(run.states).toEqual([
      ...start,
      ...[
        'ProcessManySegments',
        'AnySegmentsToJoin',
        'Concatenate',
        'AnyResultsToMerge',
        'MergeResults',
        'AnythingToIllustrate',
      ],
      ...success,
    ]);
    const all = [...Array(41).keys()];
    expect(segmentsOf(run.callsOf('ProcessSegmentOfMany'))).toEqual(all);
    expect(segmentsOf(run.callsOf('RecordSegmentOfMany'))).toEqual(all);
    const executions = new Set(run.callsOf('ProcessSegmentOfMany').map(executionOf));
    expect(executions).toEqual(new Set(run.callsOf('Concatenate').map(executionOf)));
  });

  test('41 segments, split', async () => {
    const { callsOf, status } = await runJob({ segments: 41, options: { mode: 'split' } });
    const tasks = callsOf('ProcessKernelOfMany').map(({ segment, kernels }) => `${segment ?? ''} ${kernels ?? ''}`);
    expect(new Set(tasks).size).toBe(2 * 41);
    expect(tasks).toHaveLength(2 * 41);
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
});

const executionOf = (call: Call): string | undefined =>
  taskOf(call).Overrides.ContainerOverrides[0].Environment.find(({ Name }) => Name === 'FRAMEFLEET_EXECUTION')?.Value;

const sourceOf = ([call]: Call[]): unknown =>
  z.object({ Payload: z.object({ source: z.unknown() }) }).parse(call?.parameters).Payload.source;

describe('the id of a job', () => {
  const Claim = z.object({ Key: z.object({ jobId: z.object({ S: z.string() }) }) });
  const idIn = ({ calls }: { calls: Call[] }) => Claim.parse(calls[0]?.parameters).Key.jobId.S;

  test.each([
    'beach.mp4',
    'holiday/2024 summer/beach (1).mp4',
    'it\'s {} a \\ {0} "key".mp4',
    'Ferien/Küste/海 🏖.mov',
    '/leading//slashes/.mp4',
    '$.source.key',
  ])('NameJob computes what jobId() computes for the key %s', async (key) => {
    const event = { ...uploaded, detail: { ...uploaded.detail, object: { ...uploaded.detail.object, key } } };
    const run = await runJob({ event, fails: fail('ClaimJob', 'DynamoDB.ConditionalCheckFailedException') });
    expect(idIn(run)).toBe(jobId(bucket.name, key, object['version-id']));
  });

  test('NameJob computes what jobId() computes for a sequencer', async () => {
    const run = await runJob({
      event: unversioned,
      fails: fail('ClaimJob', 'DynamoDB.ConditionalCheckFailedException'),
    });
    expect(idIn(run)).toBe(jobId(bucket.name, object.key, object.sequencer));
  });

  test.each(['{"crf":0}', '{"regions":[{"polygon":[[0,0],[1,0],[0,1]]}],"crf":"{}"}', "it's {no} JSON \\"])(
    'other options of the same upload are another job: %s',
    async (options) => {
      const run = await runJob({ event: { ...uploaded, options } });
      expect(idIn(run)).toBe(jobId(bucket.name, object.key, object['version-id'], options));
      expect(idIn(run)).not.toBe(job);
      expect(idIn(run)).toBe(jobOf(UploadEvent.parse({ ...uploaded, options })));
      expect(run.callsOf('Probe')[0]?.parameters).toMatchObject({ Payload: { options } });
      expect(run.calls[0]?.parameters).toMatchObject({ ExpressionAttributeValues: { ':options': { S: options } } });
    },
  );

  test('an upload whose event names no options takes those that it brought along', async () => {
    const { callsOf } = await runJob();
    expect(callsOf('Probe')[0]?.parameters).toMatchObject({ Payload: { options: '' } });
  });
});

describe('where tasks run', () => {
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
    expect(segmentsOf(onSpot)).toEqual([...Array(21).keys()].map((half) => 2 * half));
    expect(callsOf('Concatenate').map(capacityOf)).toEqual(['FARGATE_SPOT']);
  });

  test.each(['fused', 'split'] as const)('%s, none on Spot: not even the first attempt', async (mode) => {
    const { calls } = await runJob({ segments: 3, options: { mode }, policy: { spotShare: 0 } });
    const tasks = calls.filter(({ parameters }) => RunTask.safeParse(parameters).success);
    expect(tasks).toHaveLength(mode === 'fused' ? 4 : 7);
    expect(new Set(tasks.map(capacityOf))).toEqual(new Set(['FARGATE']));
  });
});

describe('the policy of the stage', () => {
  const Invoked = z.object({ Payload: z.unknown() });
  const payloads = (calls: readonly Call[]) => calls.map(({ parameters }) => Invoked.parse(parameters).Payload);

  test('reaches the functions that keep to it', async () => {
    const policy = {
      defaults: { crf: 30 },
      limits: { hours: 2, streams: 3 },
      maxConcurrency: 3,
      spotShare: 0.5,
      recordDays: 10,
    };
    const { callsOf } = await runJob({ policy, fails: fail('ProcessSegment', 'States.TaskFailed') });
    const { defaults, limits, ...planning } = policy;
    expect(payloads(callsOf('Probe'))).toMatchObject([
      { defaults: { segmentSeconds: 60, ...defaults }, limits: { pixels: 35_651_584, ...limits } },
    ]);
    expect(payloads(callsOf('PlanSegments'))).toMatchObject([{ policy: planning }]);
    expect(payloads(callsOf('DescribeFailure'))).toMatchObject([{ recordDays: 10 }]);
  });
});

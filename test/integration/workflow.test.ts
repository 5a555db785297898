import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  type HistoryEvent,
  ListMapRunsCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { temporaryFolder } from '../tools';
import { manyKeyFramesClip, plainClip } from './clips';
import { statesEntered, useWorkshop } from './run-job';

const toTheClaim = ['IdentifyUpload', 'IdentifyByVersion', 'NameJob', 'ClaimJob'];
const beforeTheSegments = [
  ...toTheClaim,
  'AnyEarlierRun',
  'Probe',
  'AnyModelsToCheck',
  'PlanSegments',
  'RecordPlan',
  'FanOut',
];
const toNobodysHarm = [...toTheClaim, 'LookAtHolder', 'HolderIsGone', 'AlreadyClaimed'];
const afterTheSegments = [
  ...['AnySegmentsToJoin', 'Concatenate', 'AnyResultsToMerge', 'MergeResults', 'AnythingToIllustrate'],
  ...['RecordSuccess', 'WritePage', 'AnnounceSuccess', 'ClearWork', 'JobSucceeded'],
];

const ObjectCreated = z.object({ object: z.object({ key: z.string() }) });
const Announcement = z.object({ jobId: z.string() });

/** The ECS tasks that an execution has submitted. */
const tasksSubmitted = (history: readonly HistoryEvent[]): number =>
  history.filter(({ taskSubmittedEventDetails }) => taskSubmittedEventDetails?.resourceType === 'ecs').length;

describe('one job’s way through the state machine', () => {
  const folder = temporaryFolder('all');
  const workshop = useWorkshop();
  let source: string;
  beforeAll(async () => void (source = await plainClip(join(folder(), 'plain.mp4'), 3)));

  test('fused: one task per segment, and one that joins them', async () => {
    const { execution, history } = await workshop().runJob(source, {
      ...{ segmentSeconds: 1, mode: 'fused', maxConcurrency: 1 },
    });
    expect(execution.status).toBe('SUCCEEDED');
    const segment = ['FusedOrSplit', 'ProcessSegment', 'AnyPicturesToInspect', 'RecordSegment'];
    expect(statesEntered(history)).toEqual([
      ...[...beforeTheSegments, 'ProcessSegments', ...segment, ...segment, ...segment, ...afterTheSegments],
    ]);
    expect(tasksSubmitted(history)).toBe(3 + 1);
  });

  test('split: two tasks per segment, and one that joins them', async () => {
    const { execution, history } = await workshop().runJob(source, {
      ...{ segmentSeconds: 1, mode: 'split', maxConcurrency: 1 },
    });
    expect(execution.status).toBe('SUCCEEDED');
    const kernels = ['ProcessEachKernel', 'ProcessKernel', 'ProcessKernel'];
    const segment = ['FusedOrSplit', ...kernels, 'AnyPicturesToInspect', 'RecordSegment'];
    expect(statesEntered(history)).toEqual([
      ...[...beforeTheSegments, 'ProcessSegments', ...segment, ...segment, ...segment, ...afterTheSegments],
    ]);
    expect(tasksSubmitted(history)).toBe(3 * 2 + 1);
  });

  test('motion alone: nothing is joined', async () => {
    const { history } = await workshop().runJob(source, { kernels: ['motion'], segmentSeconds: 60 });
    expect(statesEntered(history)).toEqual([
      ...[
        ...beforeTheSegments,
        'ProcessSegments',
        'FusedOrSplit',
        'ProcessSegment',
        'AnyPicturesToInspect',
        'RecordSegment',
      ],
      ...afterTheSegments.filter((name) => name !== 'Concatenate'),
    ]);
    expect(tasksSubmitted(history)).toBe(1);
  });

  test('its end is announced on the bus, with what it has left', async () => {
    const { record } = await workshop().runJob(source, { kernels: ['motion'], segmentSeconds: 60 });
    expect(announcements(record.jobId)).toMatchObject([
      { 'detail-type': 'Job Succeeded', source: 'framefleet', detail: { source: record.input, outputs: record.outputs } },
    ]); // prettier-ignore
  });

  test('its failure is announced on the bus, with the reason', async () => {
    const path = join(folder(), 'notes.mp4');
    await writeFile(path, 'Dear diary,\n'.repeat(100));
    const { record, execution, history } = await workshop().runJob(path);
    expect(record).toMatchObject({ state: 'FAILED', error: { name: 'NotAVideo' }, outputs: {} });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'NotAVideo', cause: record.error?.message });
    expect(statesEntered(history)).toEqual([
      ...[...toTheClaim, 'AnyEarlierRun', 'Probe'],
      ...['DescribeFailure', 'RecordFailure', 'WriteFailurePage', 'AnnounceFailure', 'JobFailed'],
    ]);
    expect(tasksSubmitted(history)).toBe(0);
    expect(announcements(record.jobId)).toMatchObject([
      { 'detail-type': 'Job Failed', source: 'framefleet', detail: { error: record.error, executionId: record.executionId } },
    ]); // prettier-ignore
  });

  test('the same event once more finds the job claimed, and changes nothing', async () => {
    const { stepFunctions, ended, history, record } = workshop();
    const job = await workshop().runJob(source, { segmentSeconds: 60 });
    const { stateMachineArn, input } = job.execution;
    const again = await stepFunctions.send(new StartExecutionCommand({ stateMachineArn, input }));
    const execution = await ended(again.executionArn!);
    expect(execution.status).toBe('SUCCEEDED');
    expect(statesEntered(await history(again.executionArn!))).toEqual(toNobodysHarm);
    // What the later one asks `reconcile` is on the job's bill.
    expect({ ...(await record(job.record.jobId)), bill: job.record.bill }).toEqual(job.record);
    expect(announcements(job.record.jobId)).toHaveLength(1);
    const written = workshop().events.flatMap(({ detail }) => ObjectCreated.safeParse(detail).data?.object.key ?? []);
    expect(written.filter((key) => key.startsWith(`${job.record.jobId}/plain.`)).sort()).toEqual(
      ['gray.mp4', 'html', 'motion-frames.ndjson', 'motion.csv', 'motion.json', 'motion.vtt'].map(
        (ending) => `${job.record.jobId}/plain.${ending}`,
      ),
    );
  });

  test('the same event while the job runs doesn’t run it twice', async () => {
    const { stepFunctions, submit, ended, history, record } = workshop();
    const id = await submit(source, { segmentSeconds: 60 });
    const { executionId } = await record(id);
    const first = await stepFunctions.send(new DescribeExecutionCommand({ executionArn: executionId }));
    const { executionArn } = await stepFunctions.send(
      new StartExecutionCommand({ stateMachineArn: first.stateMachineArn, input: first.input }),
    );
    expect((await ended(executionArn!)).status).toBe('SUCCEEDED');
    expect(statesEntered(await history(executionArn!)).at(-1)).toBe('AlreadyClaimed');
    expect((await ended(executionId)).status).toBe('SUCCEEDED');
    expect((await record(id)).segments.map(({ attempts }) => attempts)).toEqual([1]);
  });

  test('an upload that was refused stays so when its event comes again', async () => {
    const { stepFunctions, ended, history } = workshop();
    const path = join(folder(), 'broken.mp4');
    await writeFile(path, 'no video');
    const { execution } = await workshop().runJob(path);
    const { stateMachineArn, input } = execution;
    const { executionArn } = await stepFunctions.send(new StartExecutionCommand({ stateMachineArn, input }));
    await ended(executionArn!);
    expect(statesEntered(await history(executionArn!))).toEqual(toNobodysHarm);
  });

  const announcements = (jobId: string) =>
    workshop().events.filter(
      ({ source: from, detail }) => from === 'framefleet' && Announcement.parse(detail).jobId === jobId,
    );
});

describe('a job with more segments than an inline Map takes', () => {
  const folder = temporaryFolder('all');
  const workshop = useWorkshop();

  test('gets an execution for each of them, and every one is recorded as done', async () => {
    const { stepFunctions } = workshop();
    const source = await manyKeyFramesClip(join(folder(), 'many.mp4'), 84);
    const { record, execution, history } = await workshop().runJob(source, {
      ...{ segmentSeconds: 0.1, maxConcurrency: 4, kernels: ['grayscale'] },
    });
    expect(record).toMatchObject({ state: 'SUCCEEDED', plan: { fanOut: 'distributed', segmentCount: 42 } });
    expect(record.segments.map(({ index, state }) => `${index} ${state}`)).toEqual(
      Array.from({ length: 42 }, (_, index) => `${index} DONE`),
    );
    expect(record.segments.flatMap(({ tasks }) => tasks.map(({ frames }) => frames))).toEqual(Array(42).fill(2));
    expect(statesEntered(history)).toEqual([
      ...[...beforeTheSegments, 'ProcessManySegments'],
      ...afterTheSegments.filter((name) => !['MergeResults', 'AnythingToIllustrate'].includes(name)),
    ]);
    // The segments' tasks stand in the histories of their own executions.
    expect(tasksSubmitted(history)).toBe(1);
    const { mapRuns } = await stepFunctions.send(new ListMapRunsCommand({ executionArn: execution.executionArn }));
    expect(mapRuns).toHaveLength(1);
    expect(record.verification?.frames.written).toBe(84);
  });
});

import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { Probed } from '../../../handlers/probe';
import { JobError } from '../../../pipeline/job';
import { Planned } from '../../../pipeline/plan';

import uploaded from '../../fixtures/events/s3-object-created.json';
import { failure, start, success } from '../../statemachine/job-expected';
import { mockConfigPath, useMockedStepFunctions } from './endpoint';

const stepFunctions = useMockedStepFunctions();
const run = (testCase: string) => stepFunctions().run('MockedPipeline', testCase, uploaded);
const joined = ['AnySegmentsToJoin', 'Concatenate', 'AnyResultsToMerge', 'MergeResults', 'AnythingToIllustrate'];
const fused = ['FusedOrSplit', 'ProcessSegment', 'AnyPicturesToInspect', 'RecordSegment'];
const toTheClaim = ['IdentifyUpload', 'IdentifyByVersion', 'NameJob', 'ClaimJob'];
/** An attempt at a segment that fails, and what comes before the next. */
const failing = ['ProcessSegment', 'ProcessSegmentFailed', 'ProcessSegmentAgain', 'ProcessSegmentPause'];

describe('a job with all its tasks mocked', () => {
  test('fused: every segment is processed and recorded, then all are joined', async () => {
    const { status, states } = await run('Fused');
    expect(status).toBe('SUCCEEDED');
    expect(states).toEqual([...start, 'ProcessSegments', ...fused, ...fused, ...fused, ...joined, ...success]);
  });

  test('split: two tasks for the segment', async () => {
    const { status, states, attemptsAt } = await run('Split');
    expect(status).toBe('SUCCEEDED');
    expect(states).toEqual([
      ...[...start, 'ProcessSegments', 'FusedOrSplit', 'ProcessEachKernel', 'ProcessKernel', 'ProcessKernel'],
      ...['AnyPicturesToInspect', 'RecordSegment', ...joined, ...success],
    ]);
    expect(attemptsAt('ProcessKernel')).toBe(2);
  });

  test('distributed: the segments are executions of their own, mocked like their parent', async () => {
    const items = [0, 1].map((index) => ({ index, record: `segment#${index}`, capacity: 0 }));
    await stepFunctions().putObject('framefleet-mocked-work', 'mocked-job/items.json', items);
    const { status, states, executionArn } = await run('Distributed');
    expect(status).toBe('SUCCEEDED');
    expect(states).toEqual([...start, 'ProcessManySegments', ...joined, ...success]);
    const children = await stepFunctions().childrenOf(executionArn);
    expect(children.map((child) => [child.status, child.states])).toEqual(
      Array(2).fill([
        'SUCCEEDED',
        ['FusedOrSplitOfMany', 'ProcessSegmentOfMany', 'AnyPicturesToInspectOfMany', 'RecordSegmentOfMany'],
      ]),
    );
  });

  test('a segment’s task that fails twice is tried again', async () => {
    const { status, states, attemptsAt, history } = await run('SegmentRetried');
    expect(status).toBe('SUCCEEDED');
    expect(states).toEqual([
      ...[...start, 'ProcessSegments', 'FusedOrSplit', ...failing, ...failing],
      ...['ProcessSegment', 'AnyPicturesToInspect', 'RecordSegment'],
      ...[...joined, ...success],
    ]);
    expect(attemptsAt('ProcessSegment')).toBe(3);
    // Whether a mocked job was submitted before it failed is told differently.
    const failed = history.flatMap((event) => event.taskFailedEventDetails ?? event.taskSubmitFailedEventDetails ?? []);
    expect(failed.map(({ resource, error }) => `${resource ?? ''} ${error ?? ''}`)).toEqual(
      Array(2).fill('runTask.sync States.TaskFailed'),
    );
  });

  test('a segment’s task that fails for good ends in the failure branch, recorded and announced', async () => {
    const { status, error, cause, states, attemptsAt } = await run('SegmentFails');
    expect({ status, error, cause }).toEqual({ status: 'FAILED', error: 'SegmentFailed', cause: 'Segment 0 failed.' });
    expect(states).toEqual([
      ...[...start, 'ProcessSegments', 'FusedOrSplit', ...failing, ...failing],
      ...['ProcessSegment', 'ProcessSegmentFailed', 'ProcessSegmentGivenUp', ...failure],
    ]);
    expect(attemptsAt('ProcessSegment')).toBe(3);
    expect(attemptsAt('RecordFailure')).toBe(1);
  });

  test('a failure that can’t be recorded is announced nevertheless', async () => {
    const { status, error, states } = await run('FailureUnrecorded');
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'SegmentFailed' });
    // Without a record there is nothing to write a page about.
    const unrecorded = failure.filter((state) => state !== 'WriteFailurePage');
    expect(states.slice(-unrecorded.length - 1)).toEqual(['Probe', ...unrecorded]);
  });

  test('a job that another execution has claimed isn’t run twice', async () => {
    const { status, states } = await run('ClaimedBefore');
    expect(status).toBe('SUCCEEDED');
    expect(states).toEqual([...toTheClaim, 'LookAtHolder', 'HolderIsGone', 'AlreadyClaimed']);
  });

  test('a job that was had by an execution which has died is gone on with', async () => {
    const { status, states } = await run('HolderDied');
    expect(status).toBe('SUCCEEDED');
    expect(states).toEqual([
      ...[...toTheClaim, 'LookAtHolder', 'HolderIsGone', 'ClaimJob', 'AnyEarlierRun', 'ResumeJob', 'FanOut'],
      ...['ProcessSegments', ...fused, ...joined, ...success],
    ]);
  });
});

test('the functions’ mocked answers are such as the functions give', () => {
  const Answer = (Payload: z.ZodType) => z.object({ '0': z.object({ Return: z.object({ Payload }) }) });
  const planned = Answer(Planned);
  const MockedResponses = z.object({
    Probed: Answer(Probed),
    Described: Answer(z.object({ error: JobError, retryable: z.boolean(), expiresAt: z.number() })),
    ...{ OneFused: planned, ThreeFused: planned, OneSplit: planned, TwoDistributed: planned },
  });
  const file: unknown = JSON.parse(readFileSync(mockConfigPath, 'utf8'));
  expect(() => z.object({ MockedResponses }).parse(file)).not.toThrow();
});

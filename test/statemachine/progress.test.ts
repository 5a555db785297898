import validate from 'asl-validator';
import * as z from 'zod';
import { JobProgress } from '../../pipeline/job-events';
import { JobPolicy } from '../../pipeline/job-policy';
import { defineStateMachine, renderDefinition } from '../../statemachine/definition';
import { type AslGraph, complaints, statesOf } from './asl-rules';
import { announced, fail, start, success } from './job-expected';
import { type JobRun, runJob } from './run-job';
import { settings } from './settings';

const policy = { progressEvents: true };
const told = { ...settings, policy: JobPolicy.parse(policy) };

const announcing = ['AnnounceSegments', 'AnnounceSegment', 'AnnounceConcatenation', 'AnnounceMerging'];

/** `segments 2 of 3`: what was announced, each checked against the schema; side by side nobody says which segment is first. */
const progressOf = ({ calls }: JobRun): string[] =>
  calls
    .filter(({ stateName }) => stateName.startsWith('Announce') && stateName !== 'AnnounceSuccess')
    .map((call) => {
      const { DetailType, Detail } = announced(call);
      expect(DetailType).toBe('Job Progress');
      const { phase, done, of } = JobProgress.parse(Detail);
      return `${phase} ${done} of ${of}`;
    });

test('a stage that wants progress to be told keeps all rules', () => {
  const text = renderDefinition(told);
  const definition = JSON.parse(text) as AslGraph;
  expect(validate(definition, { checkPaths: true, checkArn: true }).errors).toEqual([]);
  const ownWay = {
    ...{ AnnounceSegments: 'FanOut', AnnounceConcatenation: 'Concatenate' },
    ...{ AnnounceMerging: 'MergeResults', AnnounceIllustrating: 'Illustrate' },
  };
  // The other states that have a way of their own are definition.test.ts's affair.
  const usual = complaints(JSON.parse(renderDefinition(settings)) as AslGraph, { failureBranch: 'DescribeFailure', ownWay: {} }); // prettier-ignore
  expect(complaints(definition, { failureBranch: 'DescribeFailure', ownWay })).toEqual(usual);
  const ends = [...statesOf(definition)].filter(({ state, around }) => around.length === 1 && 'End' in state);
  expect(ends.map(({ name, state }) => [name, 'OutputPath' in state || state.Type === 'Pass'])).toEqual(
    ['', 'OfMany'].flatMap((suffix) => [
      [`AnnounceSegment${suffix}`, true],
      [`SegmentUnannounced${suffix}`, true],
    ]),
  );
});

test('a stage that says nothing has none of these states', () => {
  const states = (definition: unknown) =>
    [...statesOf(JSON.parse(JSON.stringify(definition)) as AslGraph)].map(({ name }) => name);
  const more = states(defineStateMachine(told)).filter((name) => !states(defineStateMachine(settings)).includes(name));
  expect(more.sort()).toEqual(
    [...announcing, 'AnnounceIllustrating', 'AnnounceSegmentOfMany', 'SegmentUnannounced', 'SegmentUnannouncedOfMany'].sort(),
  ); // prettier-ignore
});

test('the plan, each segment and each phase are announced, with how many segments are done', async () => {
  const run = await runJob({ policy, segments: 3, options: { maxConcurrency: 1 } });
  expect(run.status).toBe('SUCCEEDED');
  expect(progressOf(run)).toEqual([
    'segments 0 of 3',
    'segments 1 of 3',
    'segments 2 of 3',
    'segments 3 of 3',
    'concatenation 3 of 3',
    'merging 3 of 3',
  ]);
});

test('hundreds of segments: their executions name the job’s own', async () => {
  const run = await runJob({ policy, segments: 41 });
  expect(new Set(progressOf(run))).toEqual(
    new Set([...Array.from({ length: 42 }, (_, done) => `segments ${done} of 41`), 'concatenation 41 of 41', 'merging 41 of 41']),
  ); // prettier-ignore
  const Detail = z.object({ executionId: z.string() });
  const executions = run
    .callsOf('AnnounceSegmentOfMany')
    .map((call) => Detail.parse(announced(call).Detail).executionId);
  expect(new Set(executions)).toEqual(new Set([Detail.parse(announced(run.callsOf('AnnounceSegments')[0]!).Detail).executionId])); // prettier-ignore
});

test('a job that is taken up again counts on from what is done', async () => {
  const run = await runJob({ policy, segments: 3, planned: true });
  expect(progressOf(run)).toEqual(['segments 2 of 3', 'segments 3 of 3', 'concatenation 3 of 3', 'merging 3 of 3']);
});

test.each([...announcing, 'RecordSegment'])('%s: what it fails with changes nothing for the job', async (name) => {
  const run = await runJob({ policy, fails: fail(name, 'Unforeseen') });
  expect(run.status).toBe('SUCCEEDED');
  expect(run.states.filter((state) => [...start, ...success].includes(state))).toEqual([...start, ...success]);
});

import type { StatesError } from '../../local/step-functions/server';
import { type Phases, countTransitions, transitionsOfSuccess } from '../../pipeline/count-transitions';
import { transitionsOfSegment } from '../../pipeline/estimate-task';
import type { JobRecord, SegmentRecord, TaskRecord } from '../../pipeline/job';
import { PlanSummary } from '../../pipeline/plan';
import { taskOf as taskOfKernels } from '../../pipeline/segment';
import { KernelName } from '../../pipeline/job-options';
import type { TaskRun } from '../../pipeline/task-run';
import * as z from 'zod';
import { second, taskRun } from './task-examples';
import { commandOf, fail, taskOf } from '../statemachine/job-expected';
import { type Call, type JobRun, type JobToRun, runJob } from '../statemachine/run-job';

/** The launches of a run, as ECS would tell of them. */
function runsOf({ calls }: JobRun, failing: (call: Call) => StatesError | undefined): TaskRun[] {
  return calls
    .filter((call) => /^(Process|Concatenate|Illustrate)/.test(call.stateName))
    .map((call) => {
      const { Environment } = taskOf(call).Overrides.ContainerOverrides[0];
      const variables = Object.fromEntries(Environment.map(({ Name, Value }) => [Name, Value]));
      const [name = '', , index, kernels = ''] = commandOf(call);
      const known = KernelName.array().safeParse(kernels.split(',')).data ?? [];
      return taskRun({
        task: name === 'segment' ? taskOfKernels(known) : name,
        segment: index === undefined ? null : Number(index),
        attempt: Number(variables.FRAMEFLEET_RETRY) + 1,
        executionId: variables.FRAMEFLEET_EXECUTION ?? '',
        exitCode: failing(call) ? 75 : 0,
      });
    });
}

/** What the job table would say of it. */
function recordOf(run: JobRun, runs: readonly TaskRun[]): Parameters<typeof countTransitions>[0] {
  const planned = run.outputs.get('PlanSegments');
  const plan = z.object({ planned: z.object({ value: z.object({ summary: PlanSummary }) }) }).safeParse(planned).data
    ?.planned.value.summary;
  const taskRecord = (task: string, segment: number | null): TaskRecord | undefined => {
    const own = runs.filter((one) => one.task === task && one.segment === segment);
    const state = own.at(-1)?.exitCode === 0 ? 'DONE' : 'FAILED';
    const timeRange = { start: 0, end: 1 };
    return own.length === 0
      ? undefined
      : { task, segment, timeRange, state, attempts: own.length, frames: 1, startedAt: second(0) };
  };
  const segments = [...new Set(runs.map(({ segment }) => segment))].filter((segment) => segment !== null);
  const recorded = segments.map((index): SegmentRecord => {
    const names = [...new Set(runs.filter(({ segment }) => segment === index).map(({ task }) => task))];
    const tasks = names.map((name) => taskRecord(name, index)).filter((task) => task !== undefined);
    const state = tasks.every((task) => task.state === 'DONE') ? 'DONE' : 'FAILED';
    return { index, state, timeRange: { start: 0, end: 1 }, startedAt: second(0), attempts: 1, tasks };
  });
  return {
    state: run.status === 'SUCCEEDED' ? 'SUCCEEDED' : 'FAILED',
    executions: ['arn:one'],
    plan,
    segments: recorded,
    concatenation: taskRecord('concat', null),
    illustration: taskRecord('illustrate', null),
    runs: [...runs],
    error: run.error === undefined ? undefined : { name: run.error, message: '' },
  } satisfies Partial<JobRecord>;
}

const distributed: JobToRun = { segments: 41, options: { mode: 'fused', kernels: ['grayscale'] } };

describe('transitions that a record tells of are the states that its execution has entered', () => {
  test.each<[string, JobToRun]>([
    ['fused', { segments: 3, options: { mode: 'fused' } }],
    ['split', { segments: 2, options: { mode: 'split' } }],
    ['nothing to merge', { options: { kernels: ['grayscale'] } }],
    ['motion alone', { segments: 2, options: { kernels: ['motion'] } }],
    ['a function that inspects', { segments: 2, inspects: true }],
    ['progress announced', { segments: 2, policy: { progressEvents: true } }],
    ['a task that fails twice', { segments: 2, options: { mode: 'fused' }, fails: fail('ProcessSegment', 'States.TaskFailed', 'x', 2) }], // prettier-ignore
    ['a concatenation that fails once', { fails: fail('Concatenate', 'States.TaskFailed', 'x', 1) }],
    ['a segment that fails for good', { fails: fail('ProcessSegment', 'States.TaskFailed') }],
    ['a concatenation that fails for good', { fails: fail('Concatenate', 'States.TaskFailed', '"ExitCode":65') }],
    ['results that can’t be merged', { fails: fail('MergeResults', 'InvalidPlan') }],
    ['a video that is none', { fails: fail('Probe', 'NotAVideo') }],
  ])('%s', async (_what, job) => {
    const run = await runJob(job);
    const runs = runsOf(run, (call) => job.fails?.(call));
    expect(countTransitions(recordOf(run, runs), job.policy?.progressEvents)).toBe(run.states.length);
  });

  test('of a Distributed Map with those of its iterations, which have executions of their own', async () => {
    const run = await runJob(distributed);
    expect(run.states).toContain('ProcessManySegments');
    const runs = runsOf(run, () => undefined);
    // FusedOrSplit, ProcessSegment, AnyPicturesToInspect, RecordSegment.
    expect(countTransitions(recordOf(run, runs))).toBe(run.states.length + 41 * 4);
  });
});

const plain: Phases = { usesModels: false, encodes: true, merges: true, illustrates: false };

test.each<[string, JobToRun, Phases, Parameters<typeof transitionsOfSegment>[0]]>([
  ['fused', { options: { mode: 'fused' } }, plain, { mode: 'fused', tasks: [[]], inspectIn: 'task' }],
  ['split', { options: { mode: 'split' } }, plain, { mode: 'split', tasks: [[], []], inspectIn: 'task' }],
  ['gray alone', { options: { kernels: ['grayscale'] } }, { ...plain, merges: false }, { mode: 'fused', tasks: [[]], inspectIn: 'task' }],
  ['motion alone', { options: { kernels: ['motion'] } }, { ...plain, encodes: false }, { mode: 'fused', tasks: [[]], inspectIn: 'task' }],
  ['a function that inspects', { inspects: true }, plain, { mode: 'fused', tasks: [[]], inspectIn: 'function' }],
])('what is reckoned with before the job is what it enters when all goes well: %s', async (_what, job, phases, way) => {
  const segments = 3;
  const run = await runJob({ ...job, segments });
  expect(run.status).toBe('SUCCEEDED');
  expect(transitionsOfSuccess(phases) + segments * transitionsOfSegment(way)).toBe(run.states.length);
}); // prettier-ignore

test('a launch that ECS hasn’t told of yet is one that its task has', async () => {
  const run = await runJob({ segments: 2 });
  const whole = recordOf(
    run,
    runsOf(run, () => undefined),
  );
  expect(countTransitions({ ...whole, runs: [] })).toBe(run.states.length);
});

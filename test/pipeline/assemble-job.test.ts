import { type JobItems, assembleJob } from '../../pipeline/assemble-job';
import type { TaskRecord } from '../../pipeline/job';
import { plannedJob, source, verification } from './examples';
import { second, taskRun } from './task-examples';

const at = (second: number) => new Date(Date.UTC(2024, 0, 1, 0, 0, second)).toISOString();

const task = (name: string, segment: number | null, changes: Partial<TaskRecord> = {}): TaskRecord => ({
  task: name,
  segment,
  timeRange: { start: (segment ?? 0) * 10, end: (segment ?? 0) * 10 + 10 },
  state: 'DONE',
  attempts: 1,
  frames: 250,
  startedAt: at(5),
  endedAt: at(9),
  ...changes,
});

const job = (mode: 'fused' | 'split' = 'fused'): NonNullable<JobItems['job']> => ({
  jobId: 'job-1',
  state: 'RUNNING',
  executionId: 'arn:execution',
  executions: ['arn:earlier', 'arn:execution'],
  input: source,
  inputOptions: '',
  createdAt: at(-60),
  startedAt: at(0),
  outputs: {},
  plan: plannedJob({ segmentSeconds: 10, mode }).planned.summary,
});

describe('assembleJob', () => {
  test('is undefined when there is no such job', () => {
    expect(assembleJob({ tasks: [task('fused', 0)] })).toBeUndefined();
  });

  test('tells no segments before the plan is made', () => {
    const unplanned = { ...job(), plan: undefined };
    const { bill, ...record } = assembleJob({ job: unplanned, tasks: [] }) ?? {};
    expect(record).toEqual({ ...unplanned, attempts: 0, segments: [], runs: [] });
    expect(bill).toMatchObject({ tasks: 0, isComplete: false });
  });

  test('puts segments that have been started in order, and the concatenation aside', () => {
    const record = assembleJob({
      job: job(),
      tasks: [task('concat', null), task('fused', 10), task('fused', 2), task('fused', 0)],
    });
    expect(record?.segments.map(({ index }) => index)).toEqual([0, 2, 10]);
    expect(record?.segments[1]?.timeRange).toEqual({ start: 20, end: 30 });
    expect(record?.concatenation).toEqual(task('concat', null));
  });

  test('tells what the concatenation has verified, once it has', () => {
    expect(assembleJob({ job: job(), tasks: [task('concat', null)] })).not.toHaveProperty('verification');
    const record = assembleJob({ job: job(), tasks: [task('concat', null)], verification });
    expect(record?.verification).toEqual(verification);
  });

  test('a fused segment is done with its one task', () => {
    const [segment] = assembleJob({ job: job(), tasks: [task('fused', 0)] })?.segments ?? [];
    expect(segment).toMatchObject({ state: 'DONE', startedAt: at(5), endedAt: at(9), attempts: 1 });
  });

  test('a split segment is running until both tasks are done', () => {
    const [segment] = assembleJob({ job: job('split'), tasks: [task('motion', 0)] })?.segments ?? [];
    expect(segment?.state).toBe('RUNNING');
    expect(segment).not.toHaveProperty('endedAt');
  });

  test('a split segment runs from its first start to its last end, with the attempts of the worst', () => {
    const tasks = [
      task('motion', 0, { startedAt: at(3), endedAt: at(20), attempts: 3 }),
      task('grayscale', 0, { startedAt: at(2), endedAt: at(8) }),
    ];
    const [segment] = assembleJob({ job: job('split'), tasks })?.segments ?? [];
    expect(segment).toMatchObject({ state: 'DONE', startedAt: at(2), endedAt: at(20), attempts: 3 });
    expect(segment?.tasks.map((own) => own.task)).toEqual(['grayscale', 'motion']);
  });

  test('one failed task fails its segment, even beside one that is running', () => {
    const tasks = [
      task('motion', 0, { state: 'FAILED', endedAt: at(7) }),
      task('grayscale', 0, { state: 'RUNNING', endedAt: undefined }),
    ];
    const [segment] = assembleJob({ job: job('split'), tasks })?.segments ?? [];
    expect(segment).toMatchObject({ state: 'FAILED', endedAt: at(7) });
  });

  test('adds up the attempts of all tasks', () => {
    const tasks = [task('fused', 0, { attempts: 3 }), task('fused', 1), task('concat', null, { attempts: 2 })];
    expect(assembleJob({ job: job(), tasks })?.attempts).toBe(6);
  });

  test('adds up the time of all tasks once the job is finished', () => {
    const tasks = [task('fused', 0), task('fused', 1, { startedAt: at(6), endedAt: at(8) }), task('concat', null)];
    expect(assembleJob({ job: job(), tasks })).not.toHaveProperty('timings');
    const finished = assembleJob({ job: { ...job(), state: 'SUCCEEDED', finishedAt: at(30) }, tasks });
    expect(finished?.timings).toEqual({ elapsedSeconds: 30, taskSeconds: 10 });
  });

  test.each(['FAILED', 'CANCELLED'] as const)('a task that was killed ends with its %s job, as failed', (state) => {
    const tasks = [task('fused', 0, { state: 'RUNNING', endedAt: undefined })];
    const finished = assembleJob({ job: { ...job(), state, finishedAt: at(30) }, tasks });
    expect(finished?.segments).toMatchObject([{ state: 'FAILED', endedAt: at(30) }]);
    expect(finished?.timings?.taskSeconds).toBe(25);
  });

  test('keeps the error of a failed job', () => {
    const error = { name: 'FfmpegFailed', message: 'it said so' };
    expect(assembleJob({ job: { ...job(), state: 'FAILED', error }, tasks: [] })?.error).toEqual(error);
  });

  test('tells of launches in the order of their ends, and bills them with what was used', () => {
    const runs = [taskRun({ segment: 1, stoppedAt: second(70) }), taskRun({ stoppedAt: second(60) })];
    const usage = { functionCalls: 3, functionGibSeconds: 5, readRequests: 7, writeRequests: 9 };
    const record = assembleJob({ job: job(), tasks: [], runs, usage });
    expect(record?.runs.map(({ segment }) => segment)).toEqual([0, 1]);
    expect(record?.bill).toMatchObject({ tasks: 2 });
    expect(record?.bill?.lines.map(({ name }) => name)).toEqual(expect.arrayContaining(['Fargate Spot', 'Lambda', 'S3 GET, HEAD'])); // prettier-ignore
  });
});

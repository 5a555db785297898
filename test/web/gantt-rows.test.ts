import type { JobRecord, TaskRecord } from '../../pipeline/job';
import type { TaskRun } from '../../pipeline/task-run';
import { ganttOf } from '../../web/parts/gantt-rows';

const at = (seconds: number): string => new Date(Date.UTC(2024, 0, 1) + seconds * 1000).toISOString();

const task = (segment: number | null, more: Partial<TaskRecord> = {}): TaskRecord => ({
  ...{
    task: segment === null ? 'concat' : 'fused',
    segment,
    timeRange: { start: segment ?? 0, end: (segment ?? 0) + 1 },
  },
  ...{ state: 'DONE', attempts: 1, frames: 25, startedAt: at(20), endedAt: at(30) },
  ...more,
});

const run = (segment: number | null, pull: number, start: number | undefined, stop: number, exitCode: number | null = 0): TaskRun => ({
  ...{ taskArn: `arn:${segment} ${pull}`, task: segment === null ? 'concat' : 'fused', segment, attempt: 1, executionId: 'e' },
  ...{ capacity: 'FARGATE_SPOT', vcpus: 2, memoryGib: 4, storageGib: 20, architecture: 'arm64', publicAddress: false },
  ...{ pullStartedAt: at(pull), stoppedAt: at(stop), exitCode, stopCode: '', stoppedReason: exitCode === 0 ? '' : 'Spot took it' },
  ...(start === undefined ? {} : { startedAt: at(start) }),
}); // prettier-ignore

const record = (tasks: TaskRecord[], runs: TaskRun[], more: Partial<JobRecord> = {}) => ({
  startedAt: at(0),
  segments: tasks.map((one) => ({
    ...{ index: one.segment ?? 0, state: one.state, timeRange: one.timeRange, startedAt: one.startedAt },
    ...{ attempts: one.attempts, tasks: [one] },
  })),
  runs,
  ...more,
});

const chart = (...given: Parameters<typeof record>) => ganttOf(record(...given), new Date(at(60)));

test('an attempt is pulled, runs and ends; one that failed is followed by a wait', () => {
  const again = { ...run(0, 25, 30, 45), capacity: 'FARGATE' as const, attempt: 2 };
  const { rows, seconds } = chart([task(0, { attempts: 2, startedAt: at(31), endedAt: at(44) })], [run(0, 5, 10, 20, 137), again], { finishedAt: at(50) }); // prettier-ignore
  expect(seconds).toBe(50);
  expect(rows).toMatchObject([
    { name: 'Segment 0', range: { start: 0, end: 1 }, state: 'DONE', attempts: 2, failed: 1 },
  ]);
  expect(rows[0]?.bars).toEqual([
    { kind: 'pull', start: 5, end: 10 },
    { kind: 'failed', start: 10, end: 20 },
    { kind: 'wait', start: 20, end: 25 },
    { kind: 'pull', start: 25, end: 30 },
    { kind: 'on-demand', start: 30, end: 45 },
  ]);
  expect(rows[0]?.says).toEqual([
    'attempt 1 on Spot: started after 5.0 s, ran 10.0 s, failed: Spot took it',
    'attempt 2 on On-Demand: started after 5.0 s, ran 15.0 s',
  ]);
});

test('what ECS hasn’t told of yet the task tells itself', () => {
  const running = task(1, { state: 'RUNNING' });
  delete running.endedAt;
  const { rows } = chart([running], []);
  expect(rows[0]?.bars).toEqual([{ kind: 'told', start: 20, end: 60 }]);
  expect(rows[0]?.says).toEqual(['attempt 1: running after 40.0 s']);
});

test('a container that never ran has failed all the same', () => {
  const { rows } = chart([], [run(0, 5, undefined, 9, null)]);
  expect(rows).toMatchObject([{ state: 'FAILED', bars: [{ kind: 'failed', start: 5, end: 9 }] }]);
  expect(rows[0]?.says[0]).toMatch('never started, failed');
});

test('segments in the order of the video, then what is about all of them', () => {
  const concatenation = task(null, { startedAt: at(40), endedAt: at(50) });
  const { rows } = chart([task(1), task(0)], [run(null, 38, 40, 51)], { concatenation });
  expect(rows.map(({ name }) => name)).toEqual(['Segment 0', 'Segment 1', 'Concatenation']);
});

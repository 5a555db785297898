import type { JobRecord, SegmentRecord, TaskRecord } from '../../pipeline/job';
import type { Screen } from '../../cli/screen';
import type { DescribedExecution } from '../../aws/executions';
import { source } from '../pipeline/examples';

export const jobId = 'a1b2c3d4'.repeat(8);
export const executionId = 'arn:aws:states:us-east-1:000000000000:execution:framefleet-local:first';

/** A job that has just begun, unless told otherwise. */
export const jobRecord = (record: Partial<JobRecord> = {}): JobRecord => ({
  jobId,
  state: 'RUNNING',
  executionId,
  executions: [executionId],
  attempts: 0,
  input: source,
  inputOptions: '',
  createdAt: '2024-01-01T00:00:00.000Z',
  startedAt: '2024-01-01T00:00:00.000Z',
  segments: [],
  runs: [],
  outputs: {},
  ...record,
});

export const taskRecord = (segment: number, task: Partial<TaskRecord> = {}): TaskRecord => ({
  ...{
    task: 'fused',
    segment,
    timeRange: { start: segment, end: segment + 1 },
    state: 'DONE',
    attempts: 1,
    frames: 25,
  },
  ...{ startedAt: '2024-01-01T00:00:01.000Z', endedAt: '2024-01-01T00:00:02.000Z' },
  ...task,
});

/** A segment with one task. */
export const segmentRecord = (index: number, task: Partial<TaskRecord> = {}): SegmentRecord => {
  const { state, timeRange, attempts, startedAt, ...own } = taskRecord(index, task);
  const tasks = [{ ...own, state, timeRange, attempts, startedAt }];
  return { index, state, timeRange, attempts, startedAt, tasks };
};

export const execution = (status: string, more: Partial<DescribedExecution> = {}): DescribedExecution => ({
  status,
  isRunning: status === 'RUNNING',
  ...more,
});

/** Keeps what is written. */
export function screen(): Screen & { out: () => string; err: () => string } {
  const written = { stdout: '', stderr: '' };
  const into = (name: keyof typeof written) => ({ write: (text: string) => void (written[name] += text) });
  return { stdout: into('stdout'), stderr: into('stderr'), out: () => written.stdout, err: () => written.stderr };
}

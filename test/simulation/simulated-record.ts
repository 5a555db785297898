import type { JobRecord, TaskRecord } from '../../pipeline/job';
import type { TaskRun } from '../../pipeline/task-run';
import type { SimulatedJob } from './simulate-job';

/** The record that a simulated job would have left. */
export function recordOf(job: SimulatedJob): Omit<JobRecord, 'bill'> {
  const { plan, planned, runs, executionArn, claimedAt, finishedAt } = job;
  if (!plan || !planned) throw new Error('The simulated job was never planned');
  const launches = new Map<string, TaskRun[]>();
  for (const run of runs) {
    const name = `${run.task} ${run.segment}`;
    launches.set(name, [...(launches.get(name) ?? []), run]);
  }
  const tasks = [...launches.values()].map(taskRecord);
  const find = (name: string) => tasks.find(({ task }) => task === name);
  const [concatenation, illustration] = [find('concat'), find('illustrate')];
  return {
    jobId: plan.jobId,
    state: 'SUCCEEDED',
    executionId: executionArn,
    executions: [executionArn],
    attempts: runs.length,
    input: plan.source,
    inputOptions: '',
    createdAt: claimedAt.toISOString(),
    startedAt: claimedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    media: plan.media,
    plan: planned.summary,
    segments: plan.segments.map(({ index, timeRange }) => {
      const own = tasks.filter(({ segment }) => segment === index);
      const startedAt = own[0]?.startedAt ?? '';
      const attempts = Math.max(...own.map((task) => task.attempts));
      return { index, state: 'DONE', timeRange, startedAt, attempts, tasks: own };
    }),
    ...(concatenation ? { concatenation } : {}),
    ...(illustration ? { illustration } : {}),
    // The embedded engine says so itself: what a job costs goes by the region in which it ran.
    runs: runs.map((run) => ({ ...run, executionId: executionArn })),
    outputs: {},
  };
}

function taskRecord(runs: TaskRun[]): TaskRecord {
  const last = runs.at(-1);
  if (!last) throw new Error('Groups have members');
  return {
    ...{ task: last.task, segment: last.segment, timeRange: { start: 0, end: 0 }, state: 'DONE', frames: 0 },
    ...{ attempts: runs.length, startedAt: last.startedAt ?? last.stoppedAt, endedAt: last.stoppedAt },
  };
}

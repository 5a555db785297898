import { billOf } from './bill-job';
import type { JobRecord, SegmentRecord, TaskRecord } from './job';
import type { PlanSummary } from './plan';
import type { TaskRun } from './task-run';
import type { Usage } from './usage';
import type { Verification } from './verification';

/** What the job table's items of one job say. */
export interface JobItems {
  job?: Omit<
    JobRecord,
    'segments' | 'concatenation' | 'illustration' | 'verification' | 'timings' | 'attempts' | 'runs' | 'bill'
  >;
  tasks: TaskRecord[];
  verification?: Verification;
  /** Launches that ECS has told of. */
  runs?: TaskRun[];
  usage?: Usage;
  /** Its state machine announces progress. */
  announcesProgress?: boolean;
}

/**
 * Puts a job's items together to the record that people read; undefined when there is no such job.
 * @param now up to which a task that still runs is billed
 */
export function assembleJob(
  { job, tasks: reported, verification, runs = [], usage, announcesProgress }: JobItems,
  now = new Date(),
): JobRecord | undefined {
  if (!job) return undefined;
  const tasks = reported.map((task) => endWithJob(task, job));
  const concatenation = tasks.find(({ task }) => task === 'concat');
  const illustration = tasks.find(({ task }) => task === 'illustrate');
  const { outputs, error, ...known } = job;
  const record = {
    ...known,
    attempts: tasks.reduce((sum, { attempts }) => sum + attempts, 0),
    ...(job.finishedAt === undefined ? {} : { timings: timings(job.startedAt, job.finishedAt, tasks) }),
    segments: job.plan ? assembleSegments(job.plan, tasks) : [],
    ...(concatenation ? { concatenation } : {}),
    ...(illustration ? { illustration } : {}),
    ...(verification ? { verification } : {}),
    runs: runs.toSorted((a, b) => (a.stoppedAt < b.stoppedAt ? -1 : 1)),
    outputs,
    ...(error ? { error } : {}),
  };
  return { ...record, bill: billOf(record, { now, usage, announcesProgress }) };
}

/** A task that was killed, or stopped with its job, couldn't say so itself; of a job that succeeded it had done its work. */
const endWithJob = (task: TaskRecord, { state, finishedAt }: Pick<JobRecord, 'state' | 'finishedAt'>): TaskRecord =>
  task.state === 'RUNNING' && finishedAt !== undefined
    ? { ...task, state: state === 'SUCCEEDED' ? 'DONE' : 'FAILED', endedAt: finishedAt }
    : task;

/** The segments that have been started, in order; those still waiting have nothing to tell. */
function assembleSegments(plan: PlanSummary, tasks: readonly TaskRecord[]): SegmentRecord[] {
  const indices = new Set(tasks.map(({ segment }) => segment).filter((segment) => segment !== null));
  return [...indices]
    .sort((a, b) => a - b)
    .map((index) => {
      const own = tasks.filter(({ segment }) => segment === index).toSorted((a, b) => a.task.localeCompare(b.task));
      const started = own.map((task) => task.startedAt).toSorted();
      const ended = own.map((task) => task.endedAt ?? '').toSorted();
      const state = segmentState(own, plan.tasks.length);
      return {
        index,
        state,
        timeRange: own[0]?.timeRange ?? { start: 0, end: 0 },
        startedAt: started[0] ?? '',
        ...(state === 'RUNNING' ? {} : { endedAt: ended.at(-1) }),
        attempts: Math.max(...own.map(({ attempts }) => attempts)),
        tasks: own,
      };
    });
}

function segmentState(tasks: readonly TaskRecord[], expected: number): SegmentRecord['state'] {
  if (tasks.some(({ state }) => state === 'FAILED')) return 'FAILED';
  return tasks.length === expected && tasks.every(({ state }) => state === 'DONE') ? 'DONE' : 'RUNNING';
}

function timings(jobStartedAt: string, finishedAt: string, tasks: readonly TaskRecord[]): JobRecord['timings'] {
  const seconds = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1000;
  const ran = tasks.map(({ startedAt, endedAt }) => (endedAt === undefined ? 0 : seconds(startedAt, endedAt)));
  return { elapsedSeconds: seconds(jobStartedAt, finishedAt), taskSeconds: ran.reduce((sum, one) => sum + one, 0) };
}

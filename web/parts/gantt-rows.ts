import type { JobRecord, TaskRecord } from '../../pipeline/job';
import type { TaskRun } from '../../pipeline/task-run';
import { duration } from './format';

/** One stretch of an attempt. Seconds from the chart's beginning. */
export interface Bar {
  kind: 'wait' | 'pull' | 'spot' | 'on-demand' | 'told' | 'failed';
  start: number;
  end: number;
}

/** One task of one segment, or of the whole job. */
export interface Row {
  name: string;
  /** Which part of the video. */
  range?: { start: number; end: number };
  state: TaskRecord['state'];
  attempts: number;
  failed: number;
  bars: Bar[];
  /** Each attempt in words. */
  says: string[];
}

export interface Chart {
  rows: Row[];
  /** From the first that anybody did to the last. */
  seconds: number;
}

type Record_ = Pick<JobRecord, 'startedAt' | 'finishedAt' | 'segments' | 'concatenation' | 'illustration' | 'runs'>;

const at = (iso: string): number => Date.parse(iso) / 1000;

/**
 * Who worked when. An attempt is what ECS has told of it; of one that ECS hasn't told of yet what the task itself has.
 * @param now for what still runs
 */
export function ganttOf(record: Record_, now: Date): Chart {
  const { segments, concatenation, illustration, runs } = record;
  const tasks = [...segments.flatMap((segment) => segment.tasks), concatenation, illustration].filter(
    (task) => task !== undefined,
  );
  const groups = new Map<string, { task?: TaskRecord; runs: TaskRun[] }>();
  const groupOf = ({ task, segment }: Pick<TaskRun, 'task' | 'segment'>) => {
    const key = `${segment ?? ''} ${task}`;
    const group = groups.get(key) ?? { runs: [] };
    groups.set(key, group);
    return group;
  };
  for (const task of tasks) groupOf(task).task = task;
  for (const run of runs) groupOf(run).runs.push(run);
  for (const group of groups.values()) group.runs.sort((a, b) => at(a.stoppedAt) - at(b.stoppedAt));

  const end = record.finishedAt === undefined ? now.getTime() / 1000 : at(record.finishedAt);
  const firsts = [...groups.values()].flatMap(({ task, runs: own }) => [
    ...(task ? [at(task.startedAt)] : []),
    ...own.map((run) => at(run.pullStartedAt ?? run.stoppedAt)),
  ]);
  const origin = Math.min(at(record.startedAt), ...firsts);
  const rows = [...groups.values()].map((group) => rowOf(group, origin, end)).filter((row) => row !== undefined);
  return {
    rows: rows.sort((a, b) => order(a) - order(b) || a.name.localeCompare(b.name)),
    seconds: Math.max(0.001, end - origin, ...rows.map(({ bars }) => bars.at(-1)?.end ?? 0)),
  };
}

/** Segments by their place in the video, then what is about all of them. */
const order = ({ range, name }: Row): number => range?.start ?? (name === 'Concatenation' ? 1e9 : 2e9);

function rowOf({ task, runs }: { task?: TaskRecord; runs: TaskRun[] }, origin: number, end: number): Row | undefined {
  const one = task ?? runs[0];
  if (!one) return undefined;
  const bars: Bar[] = [];
  const says: string[] = [];
  let free = 0;
  const add = (kind: Bar['kind'], from: number, to: number) => {
    // A task is told of by two clocks.
    const [start, stop] = [Math.max(0, from - origin), Math.max(0, to - origin)];
    if (bars.length > 0 && start > free) bars.push({ kind: 'wait', start: free, end: start });
    bars.push({ kind, start, end: Math.max(start, stop) });
    free = Math.max(free, stop);
  };
  for (const run of runs) {
    const [pull, start, stop] = [run.pullStartedAt ?? run.stoppedAt, run.startedAt, at(run.stoppedAt)];
    const didFail = run.exitCode !== 0;
    const capacity = run.capacity === 'FARGATE_SPOT' ? 'spot' : 'on-demand';
    if (start !== undefined && at(start) > at(pull)) add('pull', at(pull), at(start));
    add(didFail ? 'failed' : capacity, at(start ?? pull), stop);
    says.push(sayRun(run, at(pull), start === undefined ? undefined : at(start), stop));
  }
  const last = runs.at(-1);
  if (task && (last === undefined || at(task.startedAt) > at(last.stoppedAt))) {
    const stop = task.endedAt === undefined ? end : at(task.endedAt);
    add(task.state === 'FAILED' ? 'failed' : 'told', at(task.startedAt), stop);
    says.push(`attempt ${task.attempts}: ${task.state.toLowerCase()} after ${duration(stop - at(task.startedAt))}`);
  }
  const state = task?.state ?? (last?.exitCode === 0 ? 'DONE' : 'FAILED');
  return {
    name: nameOf(one.task, one.segment),
    ...(one.segment === null || !task ? {} : { range: task.timeRange }),
    state,
    attempts: Math.max(runs.length, task?.attempts ?? 0),
    failed: runs.filter(({ exitCode }) => exitCode !== 0).length,
    bars,
    says,
  };
}

function sayRun(run: TaskRun, pull: number, start: number | undefined, stop: number): string {
  const where = run.capacity === 'FARGATE_SPOT' ? 'Spot' : 'On-Demand';
  const came = start === undefined ? 'never started' : `started after ${duration(start - pull)}`;
  const ran = start === undefined ? '' : `, ran ${duration(stop - start)}`;
  const why = run.exitCode === 0 ? '' : `, failed: ${run.stoppedReason || run.stopCode}`;
  return `attempt ${run.attempt} on ${where}: ${came}${ran}${why}`;
}

const nameOf = (task: string, segment: number | null): string => {
  if (segment !== null) return task === 'fused' ? `Segment ${segment}` : `Segment ${segment}, ${task}`;
  return task === 'concat' ? 'Concatenation' : 'Illustration';
};

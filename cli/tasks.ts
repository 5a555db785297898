import type { PriceTable } from '../pipeline/price-table';
import { columns } from './columns';
import { type JobLife, type Living, lifeOf } from './job-life';
import { sayCount, sayDollars, sayDuration } from './measures';
import type { RunningTask } from './running-task';
import type { Screen } from './screen';
import { exit } from './usage-error';

/** A task with what is known of its job; `foreign` tasks belong to none. */
export interface ShownTask extends RunningTask {
  job: JobLife | 'foreign';
  /** Nobody waits for it any more: framefleet cleanup stops it. */
  isOrphan: boolean;
}

/** Says of each task whether its job still runs. */
export async function judgeTasks(stage: Living, tasks: readonly RunningTask[]): Promise<ShownTask[]> {
  const lives = new Map<string, JobLife>();
  for (const jobId of new Set(tasks.flatMap((task) => task.jobId ?? []))) {
    const launchers = tasks.filter((task) => task.jobId === jobId).flatMap(({ executionId }) => executionId ?? []);
    lives.set(jobId, (await lifeOf(stage, jobId, launchers)).life);
  }
  return tasks.map((task) => {
    const job = lives.get(task.jobId ?? '') ?? 'foreign';
    return { ...task, job, isOrphan: job !== 'running' && job !== 'foreign' };
  });
}

/**
 * Lists what runs on Fargate.
 * @returns the exit code
 */
export function showTasks(
  tasks: readonly ShownTask[],
  { title, prices, json }: { title: string; prices: PriceTable; json: boolean },
  { stdout }: Pick<Screen, 'stdout'>,
): number {
  const dollars = tasks.reduce((sum, task) => sum + task.dollars, 0);
  const { region, pricesOf } = prices;
  if (json) stdout.write(`${JSON.stringify({ tasks, dollars, region, pricesOf }, null, 2)}\n`);
  else stdout.write(`${[...lines(tasks), sum(tasks, dollars, title)].join('\n')}\n`);
  return exit.succeeded;
}

function lines(tasks: readonly ShownTask[]): string[] {
  if (tasks.length === 0) return [];
  const head = ['task', 'job', 'work', 'attempt', 'capacity', 'state', 'age', 'cost so far', ''];
  return columns([
    head,
    ...tasks.map((task) => [
      task.id,
      task.jobId?.slice(0, 12) ?? '-',
      sayWork(task),
      String(task.attempt ?? '-'),
      task.capacity,
      task.state,
      sayDuration(task.ageSeconds),
      sayDollars(task.dollars),
      mark(task),
    ]),
  ]);
}

/** `segment 3 (fused)`, or `concat`. */
export const sayWork = ({ task, segment }: Pick<RunningTask, 'task' | 'segment'>): string =>
  segment === null ? task : `segment ${segment} (${task})`;

function mark({ isOrphan, job }: ShownTask): string {
  if (job === 'foreign') return "not framefleet's: it has no tag framefleet:job";
  return isOrphan ? `orphan: its job ${job === 'gone' ? 'has no record' : `is ${job}`}` : '';
}

function sum(tasks: readonly ShownTask[], dollars: number, title: string): string {
  const orphans = tasks.filter(({ isOrphan }) => isOrphan).length;
  const left = orphans === 0 ? '' : `, ${sayCount(orphans, 'orphan')}: framefleet cleanup stops them`;
  return `${sayCount(tasks.length, 'task')} at ${title}, ${sayDollars(dollars)} so far${left}`;
}

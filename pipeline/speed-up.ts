import type { JobRecord } from './job';
import { type TaskRun, hasSucceeded } from './task-run';

export interface SpeedUp {
  speedUp: number;
  efficiency: number;
}

type Finished = Pick<JobRecord, 'startedAt' | 'finishedAt' | 'runs'>;

/**
 * How much faster a job was than one task after the other, by what the tasks have measured:
 *
 *     speedUp    = work / elapsed
 *     efficiency = speedUp / sideBySide
 *
 * `work` is what one task would have needed for it: for each task of the plan the seconds, container's start to stop, of the one
 * launch that succeeded. Failed launches are no work: they make the job longer, and so both figures smaller. `elapsed` goes from the
 * job's claim to its end, with launching, waiting and everything that no task did. `sideBySide` is the most launches at one time,
 * failed ones and those that still pull their image included.
 * Segments decode a little more than the whole video would (warm-up), and tasks that share a machine slow each other down, as on one
 * machine they do: both count as work and flatter the figure.
 * @returns undefined before the job's end, and where no launch is known
 */
export function speedUpOf({ startedAt, finishedAt, runs }: Finished): SpeedUp | undefined {
  // What an earlier execution has done was no part of this one's time.
  const own = runs.filter((run) => run.stoppedAt > startedAt);
  const work = [...new Map(own.filter(hasSucceeded).map((run) => [`${run.task} ${run.segment}`, run])).values()];
  if (finishedAt === undefined || work.length === 0) return undefined;
  const elapsed = seconds(startedAt, finishedAt);
  if (elapsed <= 0) return undefined;
  const speedUp = work.reduce((sum, run) => sum + seconds(run.startedAt ?? run.stoppedAt, run.stoppedAt), 0) / elapsed;
  return { speedUp, efficiency: speedUp / mostAtOnce(own) };
}

function mostAtOnce(runs: readonly TaskRun[]): number {
  const changes = runs
    .flatMap((run): [string, number][] => [
      [run.pullStartedAt ?? run.stoppedAt, 1],
      [run.stoppedAt, -1],
    ])
    // One that ends at the moment in which another begins has made room for it.
    .toSorted(([a, by], [b, then]) => (a === b ? by - then : a < b ? -1 : 1));
  let [now, most] = [0, 1];
  for (const [, by] of changes) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}

const seconds = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;

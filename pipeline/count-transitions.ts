import type { JobRecord } from './job';
import type { PlanSummary } from './plan';
import { type TaskRun, hasSucceeded } from './task-run';

type CountedJob = Pick<
  JobRecord,
  'state' | 'executions' | 'plan' | 'segments' | 'concatenation' | 'illustration' | 'runs' | 'error'
>;

/** States of statemachine/definition.ts that an execution enters one after the other, by what it does. */
const stages = {
  claiming: ['IdentifyUpload', 'IdentifyByVersion', 'NameJob', 'ClaimJob', 'AnyEarlierRun'],
  probing: ['Probe'],
  planning: ['AnyModelsToCheck', 'PlanSegments'],
  planned: ['RecordPlan'],
  resuming: ['ResumeJob'],
  fanningOut: ['FanOut', 'ProcessSegments'],
  succeeding: ['RecordSuccess', 'WritePage', 'AnnounceSuccess', 'ClearWork', 'JobSucceeded'],
  failing: ['DescribeFailure', 'RecordFailure', 'WriteFailurePage', 'AnnounceFailure', 'JobFailed'],
} as const;

/** What a job goes through only where its kernels ask for it. */
export interface Phases {
  usesModels: boolean;
  encodes: boolean;
  merges: boolean;
  illustrates: boolean;
}

/** Between two attempts: `…Failed`, `…Again`, `…Pause`. */
const betweenAttempts = 3;

/**
 * State transitions that a job has cost: the states that its executions have entered, as far as its record tells. It can't tell of
 * calls that Step Functions has tried again by itself (throttled ones, launches that found no capacity), nor of executions that
 * came too late to claim the job: each of these is one more, or up to eight.
 * @param announcesProgress a state more for each phase and each segment
 */
export function countTransitions(job: CountedJob, announcesProgress = false): number {
  const { plan, executions, state } = job;
  const claimed = Math.max(1, executions.length);
  const failed = state === 'FAILED' ? claimed : claimed - 1;
  const ending = failed * stages.failing.length + (state === 'SUCCEEDED' ? stages.succeeding.length : 0);
  const beginning = claimed * stages.claiming.length + stages.probing.length;
  if (!plan) return beginning + (job.error?.name === 'CostLimitExceeded' ? stages.planning.length : 0) + ending;
  const planning = stages.planning.length + stages.planned.length + (usesModels(plan) ? 1 : 0);
  const resuming = (claimed - 1) * stages.resuming.length;
  const fanningOut = claimed * (stages.fanningOut.length + (announcesProgress ? 1 : 0));
  const working = beginning + planning + resuming + fanningOut + segmentStates(job, plan, announcesProgress);
  return working + joiningStates(job, plan, announcesProgress) + ending;
}

/** States that a job enters once, besides those of its segments, when all goes well; counted with each phase it goes through. */
export function transitionsOfSuccess({ usesModels, encodes, merges, illustrates }: Phases): number {
  const { claiming, probing, planning, planned, fanningOut, succeeding } = stages;
  const always = [claiming, probing, planning, planned, fanningOut, succeeding].flat().length;
  const judging = ['AnySegmentsToJoin', 'AnyResultsToMerge', ...(merges ? ['AnythingToIllustrate'] : [])].length;
  return always + judging + [usesModels, encodes, merges, illustrates].filter(Boolean).length;
}

/** Kernels that run models have them checked before anything is planned. */
const usesModels = ({ kernels }: PlanSummary): boolean =>
  kernels.split(',').some((name) => name === 'objects' || name === 'faces');

/** What the Maps' iterations have entered, in the execution itself or in those of a Distributed Map. */
function segmentStates({ segments, runs }: CountedJob, plan: PlanSummary, announcesProgress: boolean): number {
  const ofSegments = runs.filter(({ segment }) => segment !== null);
  const iterations = Math.max(
    segments.length,
    distinct(ofSegments, ({ executionId, segment }) => [executionId, segment]),
  );
  const tasks = segments.flatMap(({ tasks: known }) => known);
  const launched = tasks.map(({ task, segment, attempts }) => {
    const own = ofSegments.filter((run) => run.task === task && run.segment === segment);
    return launchStates(own, attempts, 2);
  });
  const done = segments.filter(({ state }) => state === 'DONE').length;
  // AnyPicturesToInspect, RecordSegment, and what is wanted besides.
  const whenDone = 2 + (plan.inspects ? 1 : 0) + (announcesProgress ? 1 : 0);
  // FusedOrSplit, and the Map over the kernels.
  return iterations * (plan.mode === 'split' ? 2 : 1) + sum(launched) + done * whenDone;
}

/** From AnySegmentsToJoin to Illustrate, as far as it has come. */
function joiningStates(job: CountedJob, plan: PlanSummary, announcesProgress: boolean): number {
  const { segments, concatenation, illustration, runs, state } = job;
  const isDone = (task: JobRecord['concatenation']) => state === 'SUCCEEDED' || task?.state === 'DONE';
  const ofTask = (task: JobRecord['concatenation']) =>
    task
      ? launchStates(
          runs.filter((run) => run.task === task.task),
          task.attempts,
          1,
        )
      : 0;
  if (segments.filter((segment) => segment.state === 'DONE').length < plan.segmentCount) return 0;
  const phase = announcesProgress ? 1 : 0;
  let states = 1;
  if (plan.encodes) {
    states += ofTask(concatenation) + (concatenation ? phase : 0);
    if (!isDone(concatenation)) return states;
  }
  states += 1;
  if (!plan.merges) return states;
  states += 1 + phase;
  if (!illustration) return states + (state === 'SUCCEEDED' ? 1 : 0);
  return states + 1 + ofTask(illustration) + phase;
}

/**
 * Of one task: its launches, what lies between two of them, and what judges the last when it failed.
 * @param attempts that the task has told of itself; ECS may not have told of all of them
 * @param givingUp states after a failure that isn't worth another attempt
 */
function launchStates(runs: readonly TaskRun[], attempts: number, givingUp: number): number {
  const launches = Math.max(runs.length, attempts);
  const lasts = new Map(runs.toSorted((a, b) => a.attempt - b.attempt).map((run) => [run.executionId, run]));
  // One that was stopped went down with its execution.
  const givenUp = [...lasts.values()].filter((run) => !hasSucceeded(run) && run.stopCode !== 'UserInitiated');
  const inSeries = launches - Math.max(1, lasts.size);
  return launches + inSeries * betweenAttempts + givenUp.length * givingUp;
}

const distinct = (runs: readonly TaskRun[], by: (run: TaskRun) => unknown): number =>
  new Set(runs.map((run) => JSON.stringify(by(run)))).size;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

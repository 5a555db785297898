import { type HistoryEvent, ListExecutionsCommand, ListMapRunsCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import type { Integration } from '../../local/step-functions/server';
import { Fleet } from '../../pipeline/fleet';
import type { JobEstimate } from '../../pipeline/job-estimate';
import { JobOptions } from '../../pipeline/job-options';
import { type JobPolicy, PlanningPolicy } from '../../pipeline/job-policy';
import { workOf } from '../../pipeline/job-work';
import type { KeyFrameIndex } from '../../pipeline/key-frame-index';
import type { MediaInfo } from '../../pipeline/media-info';
import type { Plan, Planned } from '../../pipeline/plan';
import { planJob } from '../../pipeline/plan-job';
import { Source } from '../../pipeline/source';
import type { TaskRun } from '../../pipeline/task-run';
import { type Usage, noUsage } from '../../pipeline/usage';
import { defineStateMachine } from '../../statemachine/definition';
import { functionMemory } from '../../pipeline/function-memory';
import { resourceNames } from '../../statemachine/names';
import { settingsOf } from '../../local/settings';
import uploaded from '../fixtures/events/s3-object-created.json';
import { Engine, memoryObjects } from '../local/step-functions/engine';
import { mediaInfo, timeBase } from '../pipeline/examples';
import { Chance } from './chance';
import { type FleetLaws, type LaunchedTask, SimulatedEcs } from './simulated-ecs';
import { VirtualClock } from './virtual-clock';

/** What the issue asks for, and what is usual besides. */
export const laws: FleetLaws = {
  start: [20, 40],
  stop: [2, 5],
  burst: 100,
  perSecond: 20,
  spread: { task: 0.15, job: 0.08 },
  interruptionsPerHour: 0.2,
};

export interface JobToSimulate {
  /** Of the video. */
  minutes: number;
  options?: z.input<typeof JobOptions>;
  policy?: z.input<typeof JobPolicy>;
  sizeBytes?: number;
}

export interface SimulatedJob {
  status: string | undefined;
  error: string | undefined;
  /** From the claim to the success, in virtual time. */
  seconds: number;
  estimate: JobEstimate | undefined;
  plan: Plan | undefined;
  planned: Planned | undefined;
  runs: TaskRun[];
  refused: number;
  usage: Usage;
  /** States entered, in the execution and in its children, and calls that Step Functions has tried again. */
  transitions: number;
  executionArn: string;
  claimedAt: Date;
  finishedAt: Date;
}

/** Runs a job through the real definition on the real engine, in virtual time, with the real planner and a fleet of chance. */
export async function simulateJob(job: JobToSimulate, seed: number): Promise<SimulatedJob> {
  const [clock, chance] = [new VirtualClock(), new Chance(seed)];
  const settings = settingsOf(resourceNames('simulated', '000000000000'), { maxConcurrency: 40, ...job.policy });
  const options = JobOptions.parse(job.options ?? {});
  const { media, index } = videoOf(job.minutes);
  const usage = { ...noUsage };
  const times = { claimed: clock.now(), finished: clock.now() };
  let decided: ReturnType<typeof planJob> | undefined;
  let work: ReturnType<typeof workOf> | undefined;

  const reckoned = ({ task, segment, kernels }: LaunchedTask): number => {
    if (task !== 'segment') return work?.[task] ?? 0;
    const place = decided?.plan.tasks?.findIndex((names) => names.join(',') === kernels) ?? 0;
    return work?.segments[segment ?? 0]?.tasks[place] ?? 0;
  };
  const ecs = new SimulatedEcs(laws, settings.policy.fleet, reckoned, clock, chance);

  /** Seconds that a function works, by its name in the settings. */
  const working: Readonly<Record<string, () => number>> = {
    probe: () => chance.between([1, 3]),
    planSegments: () => chance.between([0.5, 1.5]),
    mergeResults: () => (work?.merge?.seconds ?? 0) * chance.aroundOne(0.2),
    writePage: () => chance.between([1, 3]),
  };
  const answers: Readonly<Record<string, (payload: z.infer<typeof Payload>) => unknown>> = {
    probe: () => ({ media, options, usesModels: false, models: [] }),
    planSegments(payload) {
      const { jobId, source: uploadedSource, policy } = Planning.parse(payload);
      const source = { ...uploadedSource, sizeBytes: job.sizeBytes ?? 1e6 * job.minutes * 60 };
      const buckets = { work: 'work', output: 'results' };
      decided = planJob({ jobId, source, media, index, options, policy, buckets, expiresAt: 1_800_000_000 });
      const { plan, planned } = decided;
      const choice = { mode: plan.mode, tasks: plan.tasks ?? [], inspectIn: plan.inspectIn, reason: '' };
      work = workOf({
        ...{ options, media, models: [], segments: plan.segments, choice },
        ...{ sizeBytes: source.sizeBytes, isReadWhole: false, fleet: Fleet.parse(policy.fleet) },
      });
      return planned;
    },
    describeFailure: () => ({ error: { name: 'Failed', message: '' }, retryable: false, expiresAt: 1_900_000_000 }),
  };
  const invoke: Integration = async ({ parameters, signal }) => {
    const { FunctionName, Payload: payload } = Invocation.parse(parameters);
    const name = Object.entries(settings.functions).find(([, arn]) => arn === FunctionName)?.[0] ?? '';
    // As on AWS, what it was woken up for is a little later than what it is billed for.
    await clock.sleep(1000 * chance.between([0.2, 1]), signal);
    const answer = JSON.parse(JSON.stringify(answers[name]?.(payload) ?? {})) as never;
    const seconds = (working[name] ?? (() => chance.between([0.2, 0.6])))();
    await clock.sleep(1000 * seconds, signal);
    usage.functionCalls++;
    usage.functionGibSeconds += (seconds * memoryOf(name)) / 1024;
    return { StatusCode: 200, Payload: answer };
  };
  const update: Integration = async ({ stateName, signal }) => {
    await clock.sleep(1000 * chance.between([0.01, 0.06]), signal);
    if (stateName === 'ClaimJob') times.claimed = clock.now();
    if (stateName === 'RecordSuccess') times.finished = clock.now();
    return {};
  };
  const engine = await Engine.start({
    clock,
    integrations: {
      'arn:aws:states:::lambda:invoke': invoke,
      'arn:aws:states:::ecs:runTask.sync': ecs.runTask,
      'arn:aws:states:::dynamodb:updateItem': update,
      'arn:aws:states:::events:putEvents': async ({ signal }) => {
        await clock.sleep(50, signal);
        return { Entries: [{ EventId: '1' }], FailedEntryCount: 0 };
      },
    },
    objects: { ...memoryObjects(), read: () => Promise.resolve(Buffer.from(JSON.stringify(decided?.items ?? []))) },
  });
  try {
    const { status, error, events, executionArn } = await clock.runUntil(
      engine.run(defineStateMachine(settings), uploaded),
    );
    // Each task's end is written down by a function, and tasks read and write; in the world nobody waits for that.
    const launches = ecs.runs.length;
    usage.functionCalls += launches;
    usage.functionGibSeconds += launches * chance.between([0.05, 0.2]) * (memoryOf('recordRun') / 1024);
    usage.readRequests += 20 + 8 * launches;
    usage.writeRequests += 15 + 4 * launches;
    return {
      ...{ status, error, executionArn, usage, runs: ecs.runs, refused: ecs.refused },
      ...{ plan: decided?.plan, planned: decided?.planned, estimate: decided?.planned.summary.estimate },
      ...{ claimedAt: times.claimed, finishedAt: times.finished },
      seconds: (times.finished.getTime() - times.claimed.getTime()) / 1000,
      transitions:
        countEntered(events) + ecs.refused + (await statesOfChildren(engine, executionArn, decided, ecs.runs)),
    };
  } finally {
    await engine.close();
  }
}

/** The children of a Distributed Map have histories of their own: of all alike one is read; each attempt more enters four states more. */
async function statesOfChildren(
  engine: Engine,
  executionArn: string,
  decided: ReturnType<typeof planJob> | undefined,
  runs: readonly TaskRun[],
): Promise<number> {
  const { mapRuns: [mapRun] = [] } = await engine.client.send(new ListMapRunsCommand({ executionArn }));
  if (!mapRun) return 0;
  const { executions = [] } = await engine.client.send(new ListExecutionsCommand({ mapRunArn: mapRun.mapRunArn }));
  const histories = await Promise.all(executions.slice(0, 5).map((child) => engine.history(child.executionArn ?? '')));
  const failed = runs.filter(({ segment, exitCode }) => segment !== null && exitCode !== 0).length;
  return (decided?.items.length ?? 0) * Math.min(...histories.map(countEntered)) + failed * 4;
}

const countEntered = (events: readonly HistoryEvent[]): number =>
  events.filter(({ type }) => type?.endsWith('StateEntered') ?? false).length;

const memoryOf = (name: string): number =>
  Object.entries(functionMemory).find(([own]) => own === name)?.[1] ?? functionMemory.clearWork;

const Payload = z.looseObject({});
const Planning = z.object({ jobId: z.string(), source: Source, policy: PlanningPolicy });
const Invocation = z.object({ FunctionName: z.string(), Payload });

/** 1080p at 30 frames a second, in H.264, with a key frame every two seconds. */
export function videoOf(minutes: number): { media: MediaInfo; index: KeyFrameIndex } {
  const [seconds, second] = [minutes * 60, timeBase.denominator];
  const keyFrames = Array.from({ length: Math.ceil(seconds / 2) }, (_, gop) => gop * 2 * second);
  const frameCount = seconds * 30;
  const stream = { width: 1920, height: 1080, frameCount, endPts: seconds * second };
  return {
    media: mediaInfo({ durationSeconds: seconds, keyFrameCount: keyFrames.length }, stream),
    index: { keyFrames, framesFrom: keyFrames.map(() => 60), startPts: 0, endPts: seconds * second, frameCount },
  };
}

import type { HistoryEvent } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import type { Integration, IntegrationCall, StatesError } from '../../local/step-functions/server';
import { JobOptions } from '../../pipeline/job-options';
import { JobPolicy, PlanningPolicy } from '../../pipeline/job-policy';
import type { KeyFrameIndex } from '../../pipeline/key-frame-index';
import type { MediaInfo } from '../../pipeline/media-info';
import { planJob } from '../../pipeline/plan-job';
import { Source } from '../../pipeline/source';
import { defineStateMachine } from '../../statemachine/definition';
import uploaded from '../fixtures/events/s3-object-created.json';
import { Engine, HurriedClock, memoryObjects } from '../local/step-functions/engine';
import { settings } from './settings';

export { uploaded };

/** One call of an integration: one attempt at a Task. */
export interface Call {
  stateName: string;
  /** From 1, of this Task; of this segment in a Map. */
  attempt: number;
  /** The segment it works on; undefined outside of the Maps. */
  segment: number | undefined;
  /** What a segment's task does, comma separated; undefined of anything else. */
  kernels: string | undefined;
  parameters: unknown;
}

export interface JobRun {
  status: string | undefined;
  error: string | undefined;
  cause: string | undefined;
  output: unknown;
  /** Names of the states in the order in which the execution entered them; the children of a Distributed Map excepted. */
  states: string[];
  /** What each state put out last, by its name. */
  outputs: Map<string, unknown>;
  calls: Call[];
  /** Of one state, segment by segment: side by side nobody says whose turn it is. Attempts stay in their order. */
  callsOf: (stateName: string) => Call[];
  /** The waits before retries, in milliseconds. */
  slept: number[];
}

export interface JobToRun {
  /** The execution's input. */
  event?: unknown;
  segments?: number;
  options?: z.input<typeof JobOptions>;
  /** Of the stage. */
  policy?: z.input<typeof JobPolicy>;
  /** What a Task's attempt fails with; undefined lets it succeed. */
  fails?: (call: Call) => StatesError | undefined;
  /** The Distributed Map's items aren't in the work bucket. */
  itemsLost?: boolean;
  /** The record is there already, from an earlier run that had a plan. */
  planned?: boolean;
  /** The execution that has the job has died. */
  holderIsGone?: boolean;
  /** Models are to be run over its pictures. */
  usesModels?: boolean;
  /** A function does it. */
  inspects?: boolean;
}

/** When a record expires, in epoch seconds: that of a planned job, and that of one whose failure was described. */
export const expiry = { planned: 1_800_000_000, described: 1_900_000_000 };

const described = {
  error: { name: 'DescribedName', message: 'Described in words.' },
  retryable: true,
  expiresAt: expiry.described,
};

/** Runs the definition on the embedded engine, in no time, with services that only say what the next state needs. */
export async function runJob({
  event = uploaded,
  segments = 1,
  options = {},
  policy: given = {},
  fails,
  itemsLost = false,
  planned = false,
  holderIsGone = false,
  usesModels = false,
  inspects = false,
}: JobToRun = {}): Promise<JobRun> {
  const calls: Call[] = [];
  const counted = new Set<string>();
  const clock = new HurriedClock();
  const policy = JobPolicy.parse(given);
  const job = planFor(segments, JobOptions.parse({ segmentSeconds: 1, ...options }), inspects);

  const called =
    (answer: (parameters: unknown) => unknown): Integration =>
    ({ stateName, parameters }: IntegrationCall) => {
      const segment = segmentOf(parameters);
      const kernels = SegmentTask.safeParse(parameters).data?.Overrides.ContainerOverrides[0].Command[3];
      const earlier = calls.filter(
        (call) => call.stateName === stateName && call.segment === segment && call.kernels === kernels,
      );
      const call: Call = { stateName, segment, kernels, parameters, attempt: earlier.length + 1 };
      calls.push(call);
      const failure = fails?.(call);
      if (failure) return Promise.reject(failure);
      return Promise.resolve(JSON.parse(JSON.stringify(answer(parameters))) as never);
    };
  const answers: Readonly<Record<string, (payload: z.infer<typeof Payload>) => unknown>> = {
    [settings.functions.probe]: () => ({ media: job.media, options: {}, usesModels }),
    [settings.functions.checkModels]: ({ probed }) => probed,
    [settings.functions.inspectPictures]: ({ index }) => ({ index, kernels: ['objects'] }),
    [settings.functions.planSegments]: ({ jobId, source, policy: stages }) =>
      job.plan(jobId, Source.parse(source), PlanningPolicy.parse(stages)).planned,
    [settings.functions.mergeResults]: () => ({ kernels: ['motion'] }),
    [settings.functions.resumeJob]: () => ({
      ...job.plan('', anySource, policy).planned,
      items: job.plan('', anySource, policy).planned.items.slice(-1),
      done: segments - 1,
    }),
    [settings.functions.describeFailure]: () => described,
    [settings.functions.writePage]: () => ({ key: `${'a'.repeat(64)}/beach.html` }),
    [settings.functions.clearWork]: () => ({ objects: 3, uploads: 0 }),
    [settings.functions.reconcile]: () => ({ claimable: holderIsGone }),
  };
  const engine = await Engine.start({
    clock,
    integrations: {
      'arn:aws:states:::lambda:invoke': called((parameters) => {
        const { FunctionName, Payload: payload } = Invocation.parse(parameters);
        return { StatusCode: 200, ExecutedVersion: '$LATEST', Payload: answers[FunctionName]?.(payload) };
      }),
      'arn:aws:states:::ecs:runTask.sync': called(() => ({ Containers: [{ ExitCode: 0 }], StopCode: 'Essential' })),
      'arn:aws:states:::dynamodb:updateItem': called((parameters) => {
        if (planned && Returning.safeParse(parameters).success) {
          return { Attributes: { plan: { S: JSON.stringify(job.plan('', anySource, policy).planned.summary) } } };
        }
        const counting = Counting.safeParse(parameters).data;
        if (counting === undefined) return {};
        for (const index of counting.ExpressionAttributeValues[':index'].NS) counted.add(index);
        return { Attributes: { doneSegments: { NS: [...counted] } } };
      }),
      'arn:aws:states:::events:putEvents': called(() => ({ Entries: [{ EventId: '1' }], FailedEntryCount: 0 })),
    },
    objects: {
      ...memoryObjects(),
      read: (bucket, key) => {
        const { items, planned } = job.plan(/^[^/]+/.exec(key)?.[0] ?? '', anySource, policy);
        return !itemsLost && bucket === planned.itemsBucket && key === planned.itemsKey
          ? Promise.resolve(Buffer.from(JSON.stringify(items)))
          : Promise.reject(new Error(`NoSuchKey: s3://${bucket}/${key}`));
      },
    },
  });
  try {
    const { status, error, cause, output, events } = await engine.run(
      defineStateMachine({ ...settings, policy }),
      event,
    );
    return {
      ...{ status, error, cause, output, calls },
      states: events.flatMap(({ stateEnteredEventDetails }: HistoryEvent) => stateEnteredEventDetails?.name ?? []),
      outputs: new Map(
        events.flatMap(({ stateExitedEventDetails: exited }) =>
          exited?.name === undefined ? [] : [[exited.name, JSON.parse(exited.output ?? 'null') as unknown] as const],
        ),
      ),
      callsOf: (stateName) =>
        calls
          .filter((call) => call.stateName === stateName)
          .sort((one, other) => (one.segment ?? -1) - (other.segment ?? -1)),
      slept: clock.slept,
    };
  } finally {
    await engine.close();
  }
}

const Payload = z.looseObject({
  jobId: z.string(),
  source: z.unknown().optional(),
  policy: z.unknown().optional(),
  probed: z.unknown().optional(),
  index: z.number().optional(),
});
/** The claim: it asks for what it has replaced. */
const Returning = z.looseObject({ ReturnValues: z.literal('ALL_OLD') });
/** A segment that is done: it asks for the set of those that are. */
const Counting = z.looseObject({
  ReturnValues: z.literal('UPDATED_NEW'),
  ExpressionAttributeValues: z.looseObject({ ':index': z.object({ NS: z.array(z.string()) }) }),
});
const Invocation = z.object({ FunctionName: z.string(), Payload });

const anySource: Source = { bucket: 'b', key: 'k.mp4', version: '1', etag: 'e', sizeBytes: 1 };

/** A video of as many seconds as it shall have segments, with a key frame at every second. */
function planFor(seconds: number, options: JobOptions, inspects: boolean) {
  const index: KeyFrameIndex = {
    keyFrames: Array.from({ length: seconds }, (_, second) => second * 1000),
    framesFrom: Array.from({ length: seconds }, () => 30),
    startPts: 0,
    endPts: seconds * 1000,
    frameCount: seconds * 25,
  };
  const media: MediaInfo = {
    format: 'mov,mp4,m4a,3gp,3g2,mj2',
    durationSeconds: seconds,
    video: {
      index: 0,
      codec: 'h264',
      width: 320,
      height: 240,
      pixelFormat: 'yuv420p',
      rotation: 0,
      timeBase: { numerator: 1, denominator: 1000 },
      startPts: 0,
      endPts: seconds * 1000,
      frameCount: seconds * 25,
    },
    audio: [],
    subtitles: [],
    chapterCount: 0,
    isTagged: false,
    keyFrameCount: seconds,
  };
  const buckets = { work: 'work-bucket', output: 'output-bucket' };
  return {
    media,
    plan: (
      jobId: string,
      source: Source,
      policy: Pick<PlanningPolicy, 'maxConcurrency' | 'spotShare' | 'stallSeconds' | 'fleet'>,
    ) => {
      const job = planJob({ jobId, source, media, index, options, policy, buckets, expiresAt: expiry.planned });
      job.planned.summary.inspects = inspects;
      return job;
    },
  };
}

const SegmentTask = z.object({
  Overrides: z.object({
    ContainerOverrides: z.tuple([
      z.object({ Command: z.tuple([z.literal('segment'), z.string(), z.string().regex(/^\d+$/), z.string()]) }),
    ]),
  }),
});
const Inspection = z.object({ Payload: z.object({ index: z.number() }) });
const SegmentUpdate = z.object({ Key: z.object({ item: z.object({ S: z.string().regex(/^segment#\d+$/) }) }) });

function segmentOf(parameters: unknown): number | undefined {
  const task = SegmentTask.safeParse(parameters).data;
  if (task) return Number(task.Overrides.ContainerOverrides[0].Command[2]);
  const inspection = Inspection.safeParse(parameters).data;
  if (inspection) return inspection.Payload.index;
  const counting = Counting.safeParse(parameters).data;
  if (counting) return Number(counting.ExpressionAttributeValues[':index'].NS[0]);
  const update = SegmentUpdate.safeParse(parameters).data;
  return update && Number(update.Key.item.S.slice('segment#'.length));
}

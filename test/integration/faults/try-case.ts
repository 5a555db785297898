import { createHash } from 'node:crypto';
import { ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import type * as z from 'zod';
import type { InjectedFault } from '../../../local/faults/injections';
import type { GivenFaults } from '../../../local/faults/schema';
import type { JobOptions } from '../../../pipeline/job-options';
import { workPrefix } from '../../../pipeline/keys';
import { runningBelow } from '../processes';
import { type FinishedJob, type Workshop, eventually, openWorkshop } from '../run-job';

export interface Tried {
  state: string;
  /** Of a failed job. */
  error: string | undefined;
  message: string | undefined;
  /** What went wrong, in the order in which it did. */
  injected: readonly InjectedFault[];
  /** Of tasks, as the record counts them, and as the history does: one that gives up at once is in the history alone. */
  attempts: number;
  launches: number;
  /** Hashes of the outputs, by kind. */
  outputs: string[];
  /** What must not be: empty when all is well. */
  complaints: string[];
}

export interface Trial {
  video: string;
  options: z.input<typeof JobOptions>;
  faults: GivenFaults;
  ffmpegPath?: string;
  /** Something done to the job while it runs. */
  meanwhile?: (workshop: Workshop, jobId: string) => Promise<void>;
}

/** Runs a job on a stack of its own in which things go wrong, and looks at what is left of it. */
export async function tryCase({ video, options, faults, ffmpegPath, meanwhile }: Trial): Promise<Tried> {
  const { workshop, close } = await openWorkshop(ffmpegPath, { faults, policy: { stallSeconds: 5 } });
  try {
    const id = await workshop.submit(video, options);
    await meanwhile?.(workshop, id);
    const job = await workshop.finish(id).catch(async (error: unknown) => {
      throw new Error(`The job doesn't end: ${await whereItStands(workshop, id)}`, { cause: error });
    });
    const complaints = [...(await leftovers(workshop, job)), ...wrongs(job)];
    await close();
    return {
      state: job.record.state,
      error: job.record.error?.name,
      message: job.record.error?.message,
      injected: workshop.stack.faults?.injected ?? [],
      attempts: job.record.attempts,
      launches: job.history.filter(({ taskSubmittedEventDetails: task }) => task?.resourceType === 'ecs').length,
      outputs: hashes(job),
      complaints,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** For whoever must find out what it waits for. */
async function whereItStands({ record, history }: Workshop, id: string): Promise<string> {
  const { executionId, state, segments } = await record(id);
  const last = (await history(executionId))
    .slice(-3)
    .map(({ type, stateEnteredEventDetails }) => `${type ?? ''} ${stateEnteredEventDetails?.name ?? ''}`);
  return `${state}, ${last.join(', ')}, ${JSON.stringify(segments.map((segment) => [segment.index, segment.state, segment.attempts]))}`;
}

export const hashes = ({ outputs }: FinishedJob): string[] =>
  Object.entries(outputs).map(([kind, bytes]) => `${kind} ${createHash('sha256').update(bytes).digest('hex')}`);

/** What a record says that can't be so. */
function wrongs({ record, execution, history }: FinishedJob): string[] {
  const { state, segments, plan, attempts, error } = record;
  const ends: Readonly<Record<string, string>> = { SUCCEEDED: 'SUCCEEDED', FAILED: 'FAILED', CANCELLED: 'ABORTED' };
  const done = segments.filter((segment) => segment.state === 'DONE').length;
  const most = 3 * ((plan?.segmentCount ?? 0) * (plan?.tasks.length ?? 1) + 2) * record.executions.length;
  return [
    ...(ends[state] === execution.status ? [] : [`the record says ${state}, the execution ${execution.status}`]),
    ...(state === 'SUCCEEDED' && done !== plan?.segmentCount ? [`only ${done} segments are recorded as done`] : []),
    ...(state === 'SUCCEEDED' && error ? [`succeeded with the error ${error.name}`] : []),
    ...(state === 'FAILED' && (error?.message ?? '') === '' ? ['failed without a word'] : []),
    ...(attempts <= most ? [] : [`${attempts} attempts`]),
    ...(history.length < 25_000 ? [] : ['a history without end']),
  ];
}

/** What a job that has ended must not leave. */
async function leftovers({ stack, root, store, stepFunctions }: Workshop, { record }: FinishedJob): Promise<string[]> {
  const left: string[] = [];
  const s3 = new S3Client({ ...stack.clients, forcePathStyle: true });
  for (const Bucket of [stack.inputBucket, stack.workBucket, stack.outputBucket]) {
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
    left.push(...Uploads.map(({ Key }) => `an unfinished upload of ${Bucket}/${Key ?? ''}`));
  }
  s3.destroy();
  if (record.state === 'SUCCEEDED') {
    for await (const { key } of store.list(stack.workBucket, workPrefix(record.jobId))) left.push(`work object ${key}`);
  }
  // Late deliveries come to their end, too.
  const { stateMachineArn } = stack;
  await eventually(async () => {
    const running = await stepFunctions.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }));
    return running.executions?.length === 0 || undefined;
  });
  left.push(...runningBelow(root).map((pid) => `process ${pid}`));
  return left;
}

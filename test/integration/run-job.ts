import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  type HistoryEvent,
  SFNClient,
  paginateGetExecutionHistory,
} from '@aws-sdk/client-sfn';
import type * as z from 'zod';
import { openJobTable, openStore } from '../../aws/clients';
import type { JobTable } from '../../aws/job-table';
import type { ObjectStore } from '../../aws/object-store';
import type { BusEvent } from '../../local/event-bus';
import { type Stack, type StackOptions, startStack } from '../../local/stack';
import { type Clock, wallClock } from '../../local/step-functions/states/clock';
import type { JobRecord } from '../../pipeline/job';
import { JobOptions, optionsMetadataKey, writeOptions } from '../../pipeline/job-options';
import { jobId, parseS3Uri } from '../../pipeline/keys';
import { tools } from '../tools';

/** Root of the checkout. */
export const checkout = join(__dirname, '..', '..');

/** The container program as the image runs it; jest's global setup brings it up to date. */
const program = join(checkout, 'dist', 'container.cjs');

/** Waits between retries a hundred times shorter: what is waited for is nobody's work. */
const quickClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => wallClock.sleep(ms / 100, signal),
};

/**
 * Asks again and again until there is an answer, or until jest must have given the test up: who went on asking would keep
 * jest from ending.
 */
export async function eventually<T>(ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let asked = 0; asked < 2000; asked += 1) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    // Each question is a call of an API, which takes its time from what is waited for.
    await pause(50);
  }
  throw new Error('Asked 2000 times, without an answer');
}

export interface FinishedJob {
  record: JobRecord;
  execution: DescribeExecutionCommandOutput;
  history: HistoryEvent[];
  /** What the job has left, by kind: gray, motion, motionFrames. */
  outputs: Record<string, Buffer>;
}

/** An embedded stack, and everything to use it as its owner would. */
export interface Workshop {
  stack: Stack;
  root: string;
  store: ObjectStore;
  jobs: JobTable;
  stepFunctions: SFNClient;
  /** Every event on the bus so far. */
  events: BusEvent[];
  /** Uploads a video with its options, and returns the job's id once it is claimed. */
  submit: (path: string, options?: z.input<typeof JobOptions>) => Promise<string>;
  /** Follows an execution to its end. */
  ended: (executionArn: string) => Promise<DescribeExecutionCommandOutput>;
  history: (executionArn: string) => Promise<HistoryEvent[]>;
  record: (id: string) => Promise<JobRecord>;
  /** Follows a job to its end. */
  finish: (id: string) => Promise<FinishedJob>;
  runJob: (path: string, options?: z.input<typeof JobOptions>) => Promise<FinishedJob>;
}

/** @param more of the stack: who is told of every call of an AWS API, the stage's policy, what is to go wrong */
export async function openWorkshop(
  ffmpegPath?: string,
  more: Pick<StackOptions, 'onCall' | 'onS3Request' | 'policy' | 'faults' | 'webhook' | 'user'> = {},
): Promise<{ workshop: Workshop; close: () => Promise<void> }> {
  const { ffmpeg, ffprobe } = await tools();
  const root = await mkdtemp(join(tmpdir(), 'framefleet-test-'));
  const stack = await startStack({
    root,
    program,
    ffmpegPath: ffmpegPath ?? ffmpeg.path,
    ffprobePath: ffprobe.path,
    clock: quickClock,
    ...more,
  });
  const s3 = new S3Client(stack.clients);
  const stepFunctions = new SFNClient(stack.clients);
  const store = openStore(stack.clients);
  const jobs = openJobTable(stack.jobTable, stack.clients);
  const events: BusEvent[] = [];
  stack.onEvent((event) => events.push(event));

  const submit: Workshop['submit'] = async (path, options = {}) => {
    const Key = basename(path);
    const { VersionId } = await s3.send(
      new PutObjectCommand({
        Bucket: stack.inputBucket,
        Key,
        Body: await readFile(path),
        Metadata: { [optionsMetadataKey]: writeOptions(JobOptions.parse(options)) },
      }),
    );
    const id = jobId(stack.inputBucket, Key, VersionId ?? '');
    await eventually(() => jobs.readJob(id));
    return id;
  };
  const ended: Workshop['ended'] = (executionArn) =>
    eventually(async () => {
      const execution = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
      return execution.status === 'RUNNING' ? undefined : execution;
    });
  const history: Workshop['history'] = async (executionArn) => {
    const events: HistoryEvent[] = [];
    for await (const page of paginateGetExecutionHistory({ client: stepFunctions }, { executionArn })) {
      events.push(...(page.events ?? []));
    }
    return events;
  };
  const record: Workshop['record'] = async (id) => {
    const found = await jobs.readJob(id);
    if (!found) throw new Error(`No record of job ${id}`);
    return found;
  };
  const finish: Workshop['finish'] = async (id) => {
    const { executionId } = await record(id);
    const execution = await ended(executionId);
    const finished = await record(id);
    const outputs: Record<string, Buffer> = {};
    for (const [kind, uri] of Object.entries(finished.outputs)) {
      const { bucket, key } = parseS3Uri(uri);
      // A folder, such as that of the clips; the page tells when things happened, and is never the same twice.
      if (key.endsWith('/') || kind === 'page') continue;
      outputs[kind] = Buffer.concat((await (await store.open(bucket, key)).toArray()) as Uint8Array[]);
    }
    return { record: finished, execution, history: await history(executionId), outputs };
  };
  const runJob: Workshop['runJob'] = async (path, options) => finish(await submit(path, options));

  const workshop = { stack, root, store, jobs, stepFunctions, events, submit, ended, history, record, finish, runJob };
  const close = async () => {
    s3.destroy();
    stepFunctions.destroy();
    await stack.stop();
    const left = await readdir(join(root, 'tasks'));
    await rm(root, { recursive: true, force: true });
    if (left.length > 0) throw new Error(`Tasks have left their folders behind: ${left.join(', ')}`);
  };
  return { workshop, close };
}

/** One stack for all tests of the describe block it is called in. */
export function useWorkshop(): () => Workshop {
  let opened: Awaited<ReturnType<typeof openWorkshop>> | undefined;
  beforeAll(async () => {
    opened = await openWorkshop();
  });
  afterAll(async () => opened?.close());
  return () => {
    if (!opened) throw new Error('The stack runs only while tests run');
    return opened.workshop;
  };
}

/** Names of the states in the order in which they were entered. */
export const statesEntered = (history: readonly HistoryEvent[]): string[] =>
  history.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);

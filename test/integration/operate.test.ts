import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type HistoryEvent, StopExecutionCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { cancel } from '../../cli/cancel';
import { redrive } from '../../cli/redrive';
import { type Stage, withStage } from '../../cli/stage';
import { screen } from '../cli/example-job';
import { temporaryFolder } from '../tools';
import { plainClip } from './clips';
import { fakeFfmpeg, hang } from './fake-ffmpeg';
import { isRunning } from './processes';
import { type FinishedJob, type Workshop, eventually, openWorkshop } from './run-job';

/** Segments of a second, one after the other. */
const options = { segmentSeconds: 1, maxConcurrency: 1, crf: 0 };
const segment1 = 'trim=start_pts=12800:';
const segment7 = 'trim=start_pts=89600:';
const concatenation = '-f concat';

const Redriven = z.object({ how: z.string(), executionId: z.string(), state: z.string().optional() });

describe('what an operator does about a job', () => {
  const folder = temporaryFolder('all');
  let opened: Awaited<ReturnType<typeof openWorkshop>>;
  let workshop: Workshop;
  let source: string;
  let undisturbed: FinishedJob;

  /** What ffmpeg does instead of its work, as long as there is a file of this name. */
  const misdeeds = { hang1: segment1, hangConcat: concatenation, fail7: segment7 };
  const pids = () => join(folder(), 'pids');
  const script = () =>
    Object.entries(misdeeds).map(([name, part]) => {
      const deed = name.startsWith('hang') ? hang(pids()) : 'echo "no such luck" >&2; exit 1';
      return `case "$*" in *'${part}'*) if [ -e '${join(folder(), name)}' ]; then ${deed}; fi ;; esac`;
    });
  const misbehave = (name: keyof typeof misdeeds) => writeFile(join(folder(), name), '');
  const behave = (name: keyof typeof misdeeds) => rm(join(folder(), name));

  beforeAll(async () => {
    await mkdir(pids());
    source = await plainClip(join(folder(), 'three.mp4'), 3);
    opened = await openWorkshop(await fakeFfmpeg(join(folder(), 'fake'), '', script().join('\n')));
    workshop = opened.workshop;
    undisturbed = await workshop.runJob(source, options);
  });
  afterEach(async () => {
    for (const name of await readdir(pids())) await rm(join(pids(), name));
  });
  afterAll(async () => opened.close());

  const atStage = <T>(use: (stage: Stage) => Promise<T>): Promise<T> =>
    withStage({ stage: 'local', title: 'the stage', clients: workshop.stack.clients }, use);
  const never = new AbortController().signal;

  /** Two processes hang: ffmpeg, and the container that waits for it. */
  const hanging = () =>
    eventually(async () => {
      const names = await readdir(pids());
      return names.length === 2 ? names.map(Number) : undefined;
    });
  const leftOf = async (id: string) => {
    const keys: string[] = [];
    for (const bucket of [workshop.stack.workBucket, workshop.stack.outputBucket]) {
      for await (const { key } of workshop.store.list(bucket, `${id}/`)) keys.push(key);
    }
    return keys;
  };
  const redriven = async (id: string) => {
    const on = { ...screen(), stderr: process.stderr };
    const code = await atStage((stage) => redrive(id, stage, { json: true, follow: true }, on, never));
    return { code, ...Redriven.parse(JSON.parse(on.out())) };
  };
  const expectUndisturbed = async (id: string) => {
    const job = await workshop.finish(id);
    expect(job.record.state).toBe('SUCCEEDED');
    expect(hashes(job)).toEqual(hashes(undisturbed));
  };

  test.each([
    ['segments', 'hang1'],
    ['the concatenation', 'hangConcat'],
  ] as const)('cancelled during %s, nothing runs and nothing is left but the record', async (_, misdeed) => {
    await misbehave(misdeed);
    const id = await workshop.submit(source, options);
    const processes = await hanging();
    const on = screen();
    expect(await atStage((stage) => cancel(id.slice(0, 12), stage, { json: false }, on, never))).toBe(0);
    expect(on.out()).toMatch(/^CANCELLED: .*, \d+ objects removed\n$|nothing was left\n$/);
    expect(processes.filter(isRunning)).toEqual([]);
    expect(await leftOf(id)).toEqual([]);
    const record = await workshop.record(id);
    expect(record).toMatchObject({ state: 'CANCELLED', outputs: {}, error: { name: 'Cancelled' } });
    expect(record.error?.message).toMatch(/^Cancelled by .* What to do: framefleet redrive/);
    await behave(misdeed);
    if (misdeed !== 'hang1') return;
    expect(await redriven(id)).toMatchObject({ code: 0, how: 'restarted', state: 'SUCCEEDED' });
    await expectUndisturbed(id);
  });

  test('after a failure in segment 7 of 10 a redrive runs that one and what follows, however often it is asked for', async () => {
    await misbehave('fail7');
    const failed = await workshop.runJob(await plainClip(join(folder(), 'ten.mp4'), 10), {
      ...options,
      kernels: ['grayscale'],
    });
    expect(failed.record).toMatchObject({ state: 'FAILED', error: { name: 'FfmpegFailed' } });
    expect(tasksIn(failed.history)).toBe(7 + 3);
    await behave('fail7');
    const { jobId } = failed.record;
    const both = await Promise.all([redriven(jobId), redriven(jobId)]);
    expect(both.map(({ how }) => how).toSorted()).toEqual(['restarted', 'taken']);
    const [executionId] = new Set(both.map((one) => one.executionId));
    const { record } = await workshop.finish(jobId);
    expect(record).toMatchObject({ state: 'SUCCEEDED', verification: { frames: { written: 250 } } });
    expect(record.executionId).toBe(executionId);
    expect(record.segments.map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1, 1, 1, 1, 4, 1, 1]);
    expect(tasksIn(await workshop.history(record.executionId))).toBe(3 + 1);
  });

  test('a job whose execution was stopped by hand goes on where it was', async () => {
    await misbehave('hang1');
    const id = await workshop.submit(source, options);
    const processes = await hanging();
    const { executionId } = await workshop.record(id);
    await workshop.stepFunctions.send(new StopExecutionCommand({ executionArn: executionId, error: 'Enough' }));
    await eventually(async () => ((await workshop.record(id)).state === 'RUNNING' ? undefined : true));
    expect(await workshop.record(id)).toMatchObject({ state: 'FAILED', error: { name: 'ExecutionAborted' } });
    await eventually(() => (processes.some(isRunning) ? undefined : true));
    await behave('hang1');
    const before = tasksIn(await workshop.history(executionId));
    expect(await redriven(id)).toMatchObject({ code: 0, how: 'redriven', executionId, state: 'SUCCEEDED' });
    expect(tasksIn(await workshop.history(executionId)) - before).toBe(2 + 1);
    await expectUndisturbed(id);
  });
});

/** Tasks of ECS that an execution has launched. */
const tasksIn = (history: readonly HistoryEvent[]): number =>
  history.filter(
    ({ type, taskSubmittedEventDetails: task }) => type === 'TaskSubmitted' && task?.resourceType === 'ecs',
  ).length;

const hashes = ({ outputs }: FinishedJob) =>
  Object.entries(outputs)
    // Which tells of times.
    .filter(([kind]) => kind !== 'page')
    .map(([kind, bytes]) => `${kind} ${createHash('sha256').update(bytes).digest('hex')}`);

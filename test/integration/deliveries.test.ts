import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutBucketVersioningCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { StartExecutionCommand, StopExecutionCommand, paginateListExecutions } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import type { BusEvent } from '../../local/event-bus';
import type { JobRecord } from '../../pipeline/job';
import { UploadEvent, jobOf } from '../../pipeline/upload-event';
import { temporaryFolder } from '../tools';
import { plainClip } from './clips';
import { type Workshop, eventually, openWorkshop, statesEntered } from './run-job';

/** One segment: quick to do. */
const options = '{"kernels":["grayscale"],"crf":0}';
const News = z.object({ jobId: z.string() });
const hash = (bytes: Buffer | undefined) => bytes && createHash('sha256').update(bytes).digest('hex');

describe('deliveries of events', () => {
  const folder = temporaryFolder('all');
  let workshop: Workshop;
  let close: () => Promise<void>;
  let s3: S3Client;
  let bus: EventBridgeClient;
  /** Two videos, and their gray ones as an undisturbed run leaves them. */
  let clips: { body: Buffer; gray: string | undefined }[];

  beforeAll(async () => {
    ({ workshop, close } = await openWorkshop());
    s3 = new S3Client(workshop.stack.clients);
    bus = new EventBridgeClient(workshop.stack.clients);
    clips = await Promise.all(
      [1, 2].map(async (seconds) => {
        const body = await readFile(await plainClip(join(folder(), `${seconds}.mp4`), seconds));
        const job = await workshop.finish(await claimed(jobIn(await upload(`alone-${seconds}.mp4`, body))));
        return { body, gray: hash(job.outputs.gray) };
      }),
    );
    expect(clips.every(({ gray }) => gray !== undefined)).toBe(true);
  });
  afterAll(async () => {
    s3.destroy();
    bus.destroy();
    await close();
  });

  /** @returns the event of it, as it is on the bus before its rule is asked */
  async function upload(Key: string, Body: Buffer | string): Promise<BusEvent> {
    const known = workshop.events.length;
    const Metadata = { 'framefleet-options': options };
    await s3.send(new PutObjectCommand({ Bucket: workshop.stack.inputBucket, Key, Body, Metadata }));
    const isOfIt = (event: BusEvent) => UploadEvent.safeParse(event).data?.detail.object.key === Key;
    return eventually(() => workshop.events.slice(known).find(isOfIt));
  }

  /** The event comes so many times more, all at once: half of them from the bus. */
  async function deliver(event: BusEvent, times: number): Promise<void> {
    const Entry = { Source: event.source, DetailType: event['detail-type'], Detail: JSON.stringify(event.detail) };
    const again = (count: number) =>
      bus.send(new PutEventsCommand({ Entries: Array.from({ length: count }, () => Entry) }));
    const fromBus = Math.floor(times / 2);
    await Promise.all([
      again(Math.min(fromBus, 10)),
      ...(fromBus > 10 ? [again(fromBus - 10)] : []),
      ...Array.from({ length: times - fromBus }, () => start(event)),
    ]);
  }

  async function start(input: object): Promise<string> {
    const { stateMachineArn } = workshop.stack;
    const request = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) });
    const { executionArn = '' } = await workshop.stepFunctions.send(request);
    return executionArn;
  }

  const jobIn = (event: unknown): string => jobOf(UploadEvent.parse(event)) ?? '';
  const claimed = async (id: string) => {
    await eventually(() => workshop.jobs.readJob(id));
    return id;
  };

  /** How all executions that were about a job have ended. */
  async function endsOf(id: string) {
    const { stepFunctions, stack, ended, history } = workshop;
    const ends: { status: string | undefined; states: string[]; tasks: number }[] = [];
    for await (const page of paginateListExecutions(
      { client: stepFunctions },
      { stateMachineArn: stack.stateMachineArn },
    )) {
      for (const { executionArn = '' } of page.executions ?? []) {
        const { status, input = '' } = await ended(executionArn);
        if (jobIn(JSON.parse(input)) !== id) continue;
        const events = await history(executionArn);
        const tasks = events.filter(({ taskSubmittedEventDetails: task }) => task?.resourceType === 'ecs').length;
        ends.push({ status, tasks, states: statesEntered(events) });
      }
    }
    return ends;
  }

  const newsOf = (id: string) =>
    workshop.events
      .filter(({ source, detail }) => source === 'framefleet' && News.safeParse(detail).data?.jobId === id)
      .map((event) => event['detail-type']);

  /** One has worked; the others have ended well, where it says why they did nothing. */
  async function expectOneRun(id: string, deliveries: number): Promise<{ status: string | undefined; tasks: number }> {
    const ends = await endsOf(id);
    expect(ends).toHaveLength(deliveries);
    const [worked, ...more] = ends.filter(({ states }) => states.includes('Probe'));
    expect(more).toEqual([]);
    const others = ends.filter((end) => end !== worked);
    expect(
      new Set(others.map(({ status, states, tasks }) => `${status ?? ''} in ${states.at(-1) ?? ''}, ${tasks} tasks`)),
    ).toEqual(new Set(['SUCCEEDED in AlreadyClaimed, 0 tasks']));
    expect((await workshop.record(id)).executions).toHaveLength(1);
    return { status: worked?.status, tasks: worked?.tasks ?? 0 };
  }

  test('50 of one event, at its start, while it runs and after its end, are one run', async () => {
    const event = await upload('often.mp4', clips[0]!.body);
    const id = jobIn(event);
    await deliver(event, 19);
    await eventually(async () => (await workshop.jobs.readJob(id))?.plan);
    await deliver(event, 20);
    const { record, outputs } = await workshop.finish(id);
    await deliver(event, 10);
    expect(await expectOneRun(id, 50)).toEqual({ status: 'SUCCEEDED', tasks: 2 });
    expect(newsOf(id)).toEqual(['Job Succeeded']);
    expect(hash(outputs.gray)).toBe(clips[0]!.gray);
    // What the later ones ask `reconcile` is on the job's bill.
    expect({ ...(await workshop.record(id)), bill: record.bill }).toEqual(record);
  });

  test('50 of an upload that is no video are one run that fails, and one piece of news', async () => {
    const event = await upload('notes.mp4', 'no video');
    const id = jobIn(event);
    await deliver(event, 39);
    await workshop.finish(await claimed(id));
    await deliver(event, 10);
    expect(await expectOneRun(id, 50)).toEqual({ status: 'FAILED', tasks: 0 });
    expect(newsOf(id)).toEqual(['Job Failed']);
  });

  test('with other options it is another job, each with its own outputs', async () => {
    const event = workshop.events.find((one) => UploadEvent.safeParse(one).data?.detail.object.key === 'alone-1.mp4');
    const other = ['{"kernels":["motion"]}', '{"kernels":["grayscale"],"container":"mkv","crf":0}'];
    const inputs = other.map((text) => ({ ...event, options: text }));
    await Promise.all([...inputs, ...inputs].map(start));
    const [motion, gray] = await Promise.all(inputs.map(async (input) => workshop.finish(await claimed(jobIn(input)))));
    expect(new Set([motion!.record.jobId, gray!.record.jobId, jobIn(event)]).size).toBe(3);
    expect(motion!.record).toMatchObject({ state: 'SUCCEEDED', inputOptions: other[0] });
    expect(motion!.record.outputs.motion).toMatch(/\.motion\.json$/);
    expect(motion!.record.outputs).not.toHaveProperty('gray');
    expect(gray!.record).toMatchObject({ state: 'SUCCEEDED', inputOptions: other[1] });
    expect(gray!.record.outputs.gray).toMatch(/\.gray\.mkv$/);
    expect(gray!.record.outputs).not.toHaveProperty('motion');
  });

  test('of an object that is replaced while its job runs are two jobs, each of its own content', async () => {
    const first = jobIn(await upload('twice.mp4', clips[0]!.body));
    await claimed(first);
    const second = jobIn(await upload('twice.mp4', clips[1]!.body));
    const jobs = await Promise.all([first, second].map(async (id) => workshop.finish(await claimed(id))));
    expect(jobs.map(({ record, outputs }) => [record.state, hash(outputs.gray)])).toEqual(
      clips.map(({ gray }) => ['SUCCEEDED', gray]),
    );
  });

  test('a run that was stopped changes nothing once another has its job', async () => {
    const event = await upload('stopped.mp4', clips[0]!.body);
    const id = await claimed(jobIn(event));
    const { executionId: stopped } = await workshop.record(id);
    await workshop.stepFunctions.send(new StopExecutionCommand({ executionArn: stopped }));
    await eventually(async () => ((await workshop.record(id)).state === 'FAILED' ? true : undefined));
    const taker = await start(event);
    expect((await workshop.ended(taker)).status).toBe('SUCCEEDED');
    const record: JobRecord = await workshop.record(id);
    expect(record).toMatchObject({ state: 'SUCCEEDED', executionId: taker });
    expect(record.executions.toSorted()).toEqual([stopped, taker].toSorted());
    expect(newsOf(id)).toEqual(['Job Failed', 'Job Succeeded']);

    const { jobs } = workshop;
    const late = { jobId: id, executionId: stopped, task: 'grayscale', segment: 0, attempt: 1 } as const;
    await jobs.reportFrames(late, 1);
    await jobs.endTask(late, { state: 'FAILED', at: new Date() });
    const error = { name: 'Late', message: 'too late' };
    expect(await jobs.settle(id, stopped, { state: 'FAILED', error, at: new Date() })).toBe(false);
    expect(await jobs.reopen(id, stopped)).toBe(false);
    expect(await jobs.release(id, stopped)).toBe(false);
    // What the later ones ask `reconcile` is on the job's bill.
    expect({ ...(await workshop.record(id)), bill: record.bill }).toEqual(record);
  });

  test('without versions, one whose content is gone fails and says so; what replaced it is done', async () => {
    const Bucket = workshop.stack.inputBucket;
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }));
    const first = jobIn(await upload('unversioned.mp4', clips[0]!.body));
    const second = jobIn(await upload('unversioned.mp4', clips[1]!.body));
    const [gone, done] = await Promise.all([first, second].map(async (id) => workshop.finish(await claimed(id))));
    expect(gone!.record).toMatchObject({ state: 'FAILED', error: { name: 'SourceChanged' }, outputs: {} });
    expect([done!.record.state, hash(done!.outputs.gray)]).toEqual(['SUCCEEDED', clips[1]!.gray]);
  });
});

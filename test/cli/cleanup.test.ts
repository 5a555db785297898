import { CreateMultipartUploadCommand, PutObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { clearJob } from '../../aws/clear-job';
import { ObjectStore } from '../../aws/object-store';
import { cleanup } from '../../cli/cleanup';
import { tasks as tasksCommand } from '../../cli/commands/tasks';
import { cleanup as cleanupCommand } from '../../cli/commands/cleanup';
import { listTasks } from '../../cli/running-task';
import { judgeTasks, showTasks } from '../../cli/tasks';
import { listUploads } from '../../cli/unfinished-uploads';
import { fargateDollars } from '../../pipeline/prices';
import { priceTableOf } from '../../pipeline/price-table';
import type { JobRecord } from '../../pipeline/job';
import { execution, jobRecord, screen } from './example-job';
import { launched, openStage } from './stage-on-a-port';
import { typeCommand } from './type-command';

const job = (letter: string) => letter.repeat(64);
const prices = priceTableOf('us-east-1');
const now = new Date();
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const signal = new AbortController().signal;

const records: Record<string, Partial<JobRecord>> = {
  // Running; succeeded; just succeeded, and its execution still clears; failed; cancelled. Job f has no record.
  [job('a')]: { state: 'RUNNING', executionId: 'a' },
  [job('b')]: { state: 'SUCCEEDED', executionId: 'b' },
  [job('c')]: { state: 'SUCCEEDED', executionId: 'still running' },
  [job('d')]: { state: 'FAILED', executionId: 'd', finishedAt: ago(3 * 86_400).toISOString() },
  [job('e')]: { state: 'CANCELLED', executionId: 'e' },
};
const jobs = {
  readJob: (jobId: string) => Promise.resolve(records[jobId] && jobRecord({ jobId, ...records[jobId] })),
};
const executions = {
  describe: (id: string) => Promise.resolve(execution(id === 'still running' || id === 'a' ? 'RUNNING' : 'FAILED')),
};

describe('tasks and cleanup', () => {
  let opened: Awaited<ReturnType<typeof openStage>>;
  beforeEach(async () => {
    opened = await openStage();
    const { tasks, clients, names } = opened;
    const segment = ['segment', 's3://work/plan.json', '3', 'grayscale'];
    tasks.started(launched('aaaa', { jobId: job('a'), command: segment, at: ago(120) }));
    tasks.started(launched('bbbb', { jobId: job('b'), command: ['concat', 'plan'], at: ago(60) }));
    tasks.started(launched('gggg', { command: ['sleep'], at: ago(10) }));
    for (const letter of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const object = { Bucket: names.workBucket, Key: `${job(letter)}/plan.json`, Body: '12345' };
      await clients.s3.send(new PutObjectCommand(object));
    }
    for (const [Bucket, Key] of [
      [names.inputBucket, 'holiday.mp4'],
      [names.outputBucket, `${job('a')}/x.mp4`],
    ]) {
      const { UploadId } = await clients.s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
      await clients.s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: 'abc' }));
    }
  });
  afterEach(() => opened.close());

  const stage = () => {
    const store = new ObjectStore(opened.clients.s3);
    const clear = (jobId: string, what: Parameters<typeof clearJob>[3]) => clearJob(store, opened.names, jobId, what);
    return { ...opened, title: 'stage local', jobs, executions, store, clearJob: clear };
  };
  const rules = { now, prices, uploadsOlderThan: 86_400, failedOlderThan: undefined, keepWork: false };
  const later = { ...rules, now: new Date(now.getTime() + 2 * 86_400_000) };
  const left = async () => {
    const { clients, names } = opened;
    const keys: string[] = [];
    for await (const { key } of new ObjectStore(clients.s3).list(names.workBucket, '')) keys.push(key[0] ?? '');
    const uploads: string[] = [];
    for (const bucket of [names.inputBucket, names.outputBucket]) {
      for await (const { key } of listUploads(clients.s3, bucket)) uploads.push(key[0] ?? '');
    }
    const running = await listTasks(clients.ecs, names.cluster, rules);
    return [keys.join(''), uploads.join(''), running.map(({ id }) => id[0]).join('')];
  };

  test('tasks tells what each does, what it costs, and which are orphans', async () => {
    const listed = await listTasks(opened.clients.ecs, opened.names.cluster, rules);
    const dollars = fargateDollars({ vcpus: 2, memoryGib: 4, storageGib: 21, architecture: 'x86_64' }, 120, 1, prices);
    expect(listed[0]).toMatchObject({
      ...{ id: 'aaaa', jobId: job('a'), task: 'grayscale', segment: 3, attempt: 2, capacity: 'FARGATE_SPOT' },
      ...{ state: 'RUNNING', ageSeconds: expect.closeTo(120, 1) as number },
      dollars: expect.closeTo(dollars, 8) as number,
    });
    const judged = await judgeTasks({ jobs, executions }, listed);
    expect(judged.map(({ id, job, isOrphan }) => [id, job, isOrphan])).toEqual([
      ['aaaa', 'running', false],
      ['bbbb', 'succeeded', true],
      ['gggg', 'foreign', false],
    ]);
    const on = screen();
    expect(showTasks(judged, { title: 'stage local', prices, json: false }, on)).toBe(0);
    expect(on.out()).toMatch(/^aaaa +a{12} +segment 3 \(grayscale\) +2 .* 2 min +\$0\.00/m);
    expect(on.out()).toMatch(/3 tasks at stage local, .*1 orphan: framefleet cleanup stops them/);
  });

  test('a dry run changes nothing, and says what would go', async () => {
    const before = await left();
    const on = screen();
    expect(await cleanup(stage(), rules, { yes: false, json: false }, on, signal)).toBe(0);
    expect(await left()).toEqual(before);
    expect(on.out()).toMatch(/^task +bbbb: concat of job b{12}, which has succeeded/m);
    expect(on.out()).toMatch(/1 task, work of 3 jobs, 0 unfinished uploads; 15 B stored .* Nothing was removed/);
    expect(on.out()).toMatch(/Kept: work of 1 job that failed, for framefleet redrive/);
  });

  test('what a running job needs stays, as do failed jobs to be redriven; the rest goes, once', async () => {
    await cleanup(stage(), later, { yes: true, json: false }, screen(), signal);
    expect(await left()).toEqual(['acd', 'a', 'ag']);
    const on = screen();
    await cleanup(stage(), later, { yes: true, json: true }, on, signal);
    expect(JSON.parse(on.out())).toMatchObject({ dryRun: false, leftovers: [], bytes: 0 });
  });

  test('failed jobs of long ago go when they are asked for, and work that a stage keeps stays', async () => {
    const kept = { ...rules, failedOlderThan: 2 * 86_400, keepWork: true };
    await cleanup(stage(), kept, { yes: true, json: false }, screen(), signal);
    expect(await left()).toEqual(['abc', 'ha', 'ag']);
  });

  test('a job that is taken up again while it is looked at keeps what it has', async () => {
    let looks = 0;
    const taken = {
      ...stage(),
      // Found succeeded, and running again when it is its turn.
      jobs: {
        readJob: (id: string) => (id === job('e') && (looks += 1) > 1 ? jobs.readJob(job('a')) : jobs.readJob(id)),
      },
    };
    const on = screen();
    await cleanup(taken, rules, { yes: true, json: false }, on, signal);
    expect((await left())[0]).toContain('e');
    expect(on.out()).toMatch(/^needed +work +1 object of job e{12}/m);
  });

  test('an interrupted one stops', async () => {
    const stopping = cleanup(stage(), rules, { yes: true, json: true }, screen(), AbortSignal.abort());
    await expect(stopping).rejects.toMatchObject({ name: 'AbortError' });
    expect((await left())[0]).toBe('abcdef');
  });
});

describe('wrong usage', () => {
  const surroundings = { variables: {}, packagePath: () => undefined };
  test.each([
    [['cleanup', '--older-than', 'yesterday'], /--older-than "yesterday": write a whole number and s, m, h, d or w/],
    [['cleanup'], /--stage, or start framefleet up/],
  ])('%j', async (words, message) => {
    await expect(typeCommand(cleanupCommand, words, surroundings)).rejects.toThrow(message);
  });
  test('nobody there', async () => {
    const words = ['tasks', '--endpoint', 'http://127.0.0.1:1'];
    await expect(typeCommand(tasksCommand, words, surroundings)).rejects.toThrow(/nobody answers there/);
  });
});

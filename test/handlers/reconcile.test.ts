import type { DescribedExecution } from '../../aws/executions';
import type { Settlement } from '../../aws/job-table';
import { createReconcile, reconcilingDependencies } from '../../handlers/reconcile';
import type { JobRecord } from '../../pipeline/job';
import { jobId as jobIdOf } from '../../pipeline/keys';
import { eventOf } from '../../pipeline/upload-event';
import { execution, instant, source, tenDaysLater, testDependencies } from './dependencies';

const options = '{"crf":20}';
const jobId = jobIdOf(source.bucket, source.key, source.version, options);
const asking = 'arn:aws:states:us-east-1:000000000000:execution:framefleet:2';
const minutesAgo = (minutes: number) => new Date(instant.getTime() - minutes * 60_000);

/** A job that an execution has, or had; `described` is what Step Functions says of that. */
function job(changes: Partial<JobRecord> = {}, described?: Partial<DescribedExecution>) {
  const dependencies = testDependencies();
  let record: JobRecord | undefined = {
    ...{
      jobId,
      state: 'RUNNING',
      executionId: execution,
      executions: [execution],
      attempts: 1,
      input: source,
      options,
    },
    ...{
      createdAt: minutesAgo(60).toISOString(),
      startedAt: minutesAgo(30).toISOString(),
      segments: [],
      runs: [],
      outputs: {},
      inputOptions: options,
    },
    ...changes,
  };
  const jobs = {
    readJob: (id: string) => Promise.resolve(id === jobId ? record : undefined),
    settle: (id: string, executionId: string, { state, error, at, expiresAt, startedAt }: Settlement) => {
      const isMeant = id === jobId && record?.executionId === executionId && record.startedAt === startedAt;
      if (!isMeant || record?.state !== 'RUNNING') return Promise.resolve(false);
      record = { ...record, state, error, finishedAt: at.toISOString() };
      expiry = expiresAt;
      return Promise.resolve(true);
    },
  };
  let expiry: number | undefined;
  const announced: [string, unknown][] = [];
  const announcements = {
    announce: (detailType: string, detail: unknown) => Promise.resolve(void announced.push([detailType, detail])),
  };
  const isRunning = described?.status === 'RUNNING';
  const executions = {
    describe: () => Promise.resolve(described && { status: 'ABORTED', isRunning, ...described }),
  };
  for (const name of [`work/${jobId}/plan.json`, `output/${jobId}/a.mp4`]) {
    dependencies.store.objects.set(name, '{}');
    dependencies.store.uploads.add(name);
  }
  const reconcile = createReconcile({ ...dependencies, jobs, executions, announcements, recordDays: 10 });
  return {
    ...dependencies,
    reconcile,
    announced,
    announcements,
    record: () => record,
    expiry: () => expiry,
    forget: () => (record = undefined),
  };
}

/** Step Functions' event about the end of the execution that has the job. */
const ended = (detail: object = {}) => ({
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  detail: {
    ...{ executionArn: execution, status: 'ABORTED', stopDate: minutesAgo(1).getTime() },
    ...{ input: JSON.stringify(eventOf(source, options)), output: null, error: null, cause: null },
    ...detail,
  },
});
const none = { claimable: false };

describe('the end of an execution', () => {
  test.each([
    ['ABORTED', 'ExecutionAborted'],
    ['TIMED_OUT', 'ExecutionTimedOut'],
    ['FAILED', 'ExecutionFailed'],
  ])('%s: the record says %s, others are told, uploads are given up', async (status, name) => {
    const { reconcile, record, expiry, announced, store } = job({}, { status });
    expect(await reconcile(ended({ status, cause: 'Because.' }))).toEqual(none);
    expect(expiry()).toBe(tenDaysLater);
    expect(record()).toMatchObject({ state: 'FAILED', error: { name }, finishedAt: minutesAgo(1).toISOString() });
    expect(record()?.error?.message).toMatch(new RegExp(`Because\\..*framefleet redrive ${jobId}`));
    expect(announced).toEqual([['Job Failed', { jobId, source, error: record()?.error, executionId: execution }]]);
    expect([store.uploads.size, store.objects.size]).toEqual([0, 2]);
  });

  test.each([
    ['the event', { error: 'Cancelled', cause: 'Cancelled by somebody.' }, {}],
    ['Step Functions, where the event doesn’t', {}, { error: 'Cancelled', cause: 'Cancelled by somebody.' }],
  ])('a job that was cancelled, says %s: nothing is left but the record', async (_who, detail, described) => {
    const { reconcile, record, announced, store } = job({}, described);
    await reconcile(ended(detail));
    expect(record()).toMatchObject({ state: 'CANCELLED', error: { name: 'Cancelled' } });
    expect(announced).toMatchObject([['Job Cancelled', { jobId }]]);
    expect([store.uploads.size, store.objects.size]).toEqual([0, 0]);
  });

  test.each<[string, Partial<JobRecord>]>([
    ['has succeeded', { state: 'SUCCEEDED' }],
    ['has failed, and said why', { state: 'FAILED', error: { name: 'FfmpegFailed', message: 'It said so.' } }],
    ['another execution has', { executionId: asking }],
  ])('a job that %s is left as it is', async (_what, changes) => {
    const { reconcile, record, announced, store } = job(changes, {});
    const before = record();
    expect(await reconcile(ended())).toEqual(none);
    expect(record()).toBe(before);
    expect([announced, store.uploads.size]).toEqual([[], 2]);
  });

  test('what couldn’t be told the first time is told the second', async () => {
    const { reconcile, announcements, announced, record } = job({}, {});
    const { announce } = announcements;
    announcements.announce = () => Promise.reject(new Error('The bus is full'));
    await expect(reconcile(ended())).rejects.toThrow('The bus is full');
    announcements.announce = announce;
    await reconcile(ended());
    expect(announced).toMatchObject([['Job Failed', { error: record()?.error }]]);
  });

  test('an execution that was taken up again since is left alone', async () => {
    const { reconcile, record } = job({}, { status: 'RUNNING', redrivenAt: instant });
    await reconcile(ended());
    expect(record()?.state).toBe('RUNNING');
  });

  test('a job that was given back to its execution since, to be redriven, is left alone', async () => {
    const startedAt = new Date(minutesAgo(1).getTime() + 1).toISOString();
    const { reconcile, record, announced } = job({ startedAt }, { stoppedAt: minutesAgo(1) });
    await reconcile(ended());
    expect([record()?.state, announced]).toEqual(['RUNNING', []]);
  });

  test('one that was taken up again, and has died again, isn’t', async () => {
    const { reconcile, record } = job({}, { status: 'RUNNING', redrivenAt: minutesAgo(2) });
    await reconcile(ended());
    expect(record()?.state).toBe('FAILED');
  });

  test('an input that had no room in the event is asked for', async () => {
    const { reconcile, record } = job({}, { input: JSON.stringify(eventOf(source, options)) });
    await reconcile(ended({ input: null }));
    expect(record()?.state).toBe('FAILED');
  });

  test.each([
    ['is no upload', '{"hello":"world"}'],
    ['is no JSON', 'hello'],
    [
      'names no version',
      JSON.stringify({ detail: { bucket: { name: 'b' }, object: { key: 'k', size: 1, etag: '' } } }),
    ],
    ['is nowhere to be had', null],
  ])('an execution whose input %s was about no job', async (_what, input) => {
    const { reconcile, record, logged } = job();
    expect(await reconcile(ended({ input }))).toEqual(none);
    expect([record()?.state, logged]).toMatchObject(['RUNNING', [{ level: 'WARN', executionId: execution }]]);
  });

  test('a job that has no record any more', async () => {
    const { reconcile, forget, announced } = job({}, {});
    forget();
    expect(await reconcile(ended())).toEqual(none);
    expect(announced).toEqual([]);
  });
});

describe('a claim that failed', () => {
  const conflict = { jobId, executionId: asking };

  test('the holder has died: its job may be claimed', async () => {
    const { reconcile, record, expiry, announced } = job({}, { status: 'TIMED_OUT', stoppedAt: minutesAgo(1) });
    expect(await reconcile(conflict)).toEqual({ claimable: true });
    expect(expiry()).toBe(tenDaysLater);
    expect(record()).toMatchObject({ state: 'FAILED', error: { name: 'ExecutionTimedOut' } });
    // The job goes on: there is nothing to tell others.
    expect(announced).toEqual([]);
    expect(await reconcile(conflict)).toEqual(none);
  });

  test('the holder has been forgotten', async () => {
    const { reconcile, record } = job();
    expect(await reconcile(conflict)).toEqual({ claimable: true });
    expect(record()?.error?.name).toBe('ExecutionFailed');
  });

  test.each<[string, Partial<JobRecord>, Partial<DescribedExecution> | undefined]>([
    ['runs', {}, { status: 'RUNNING' }],
    ['has just begun, and isn’t known yet', { startedAt: minutesAgo(1).toISOString() }, undefined],
    ['is just being taken up again', { startedAt: minutesAgo(1).toISOString() }, { stoppedAt: minutesAgo(9) }],
    ['has succeeded', { state: 'SUCCEEDED' }, { stoppedAt: minutesAgo(1) }],
    ['has failed', { state: 'FAILED' }, { stoppedAt: minutesAgo(1) }],
  ])('the holder %s: the job is left to it', async (_what, changes, described) => {
    const { reconcile, record } = job(changes, described);
    const before = record();
    expect(await reconcile(conflict)).toEqual(none);
    expect(record()).toBe(before);
  });

  test('a job that has no record any more is left to the next event', async () => {
    const { reconcile, forget } = job();
    forget();
    expect(await reconcile(conflict)).toEqual(none);
  });
});

test.each([undefined, 'hello', {}, { jobId }, { detail: { status: 'SUCCEEDED' } }])(
  '%j is left, and logged',
  async (event) => {
    const { reconcile, logged, record } = job();
    expect(await reconcile(event)).toEqual(none);
    expect([record()?.state, logged]).toMatchObject(['RUNNING', [{ level: 'WARN' }]]);
  },
);

test('the environment names the table and the bus', () => {
  expect(() => reconcilingDependencies(testDependencies())).toThrow(
    /FRAMEFLEET_JOB_TABLE[^]*FRAMEFLEET_EVENT_BUS[^]*FRAMEFLEET_RECORD_DAYS/,
  );
});

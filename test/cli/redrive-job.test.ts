import type { DescribedExecution } from '../../aws/executions';
import { type Redriving, redriveJob } from '../../cli/redrive-job';
import type { JobError, JobRecord } from '../../pipeline/job';
import { UploadEvent, jobOf } from '../../pipeline/upload-event';
import { executionId, jobRecord, execution } from './example-job';

const error: JobError = { name: 'FfmpegFailed', message: 'Segment 7' };
const failed = jobRecord({
  state: 'FAILED',
  error,
  finishedAt: '2024-01-01T00:00:30.000Z',
  inputOptions: '{"crf":18}',
});

/** A stage in memory: its record changes only as the job table's conditions allow. */
class FakeStage implements Redriving {
  readonly calls: string[] = [];
  readonly started: unknown[] = [];
  readonly statuses: Record<string, DescribedExecution | undefined> = {};
  /** Whether Step Functions offers to redrive. */
  redrivable = true;
  /** What redriving comes to. */
  redriven: () => boolean = () => true;
  /** What happens with a new execution: as a rule it claims the job. */
  onStart: (arn: string) => void = (arn) => this.claim(arn);
  private time = Date.parse('2024-01-01T00:01:00.000Z');

  constructor(
    public record: JobRecord,
    first: DescribedExecution | undefined,
  ) {
    this.statuses[executionId] = first;
  }

  claim(arn: string): void {
    // What the state machine's ClaimJob demands.
    if (this.record.state !== 'FAILED') return;
    const { executions } = this.record;
    this.record = { ...this.record, state: 'RUNNING', executionId: arn, executions: [...executions, arn] };
    this.statuses[arn] = execution('RUNNING');
  }

  private change(call: string, from: readonly string[], executionId: string, to: Partial<JobRecord>): Promise<boolean> {
    const may = from.includes(this.record.state) && this.record.executionId === executionId;
    this.calls.push(may ? call : `${call} refused`);
    if (may) this.record = { ...this.record, ...to };
    return Promise.resolve(may);
  }

  readonly jobs: Redriving['jobs'] = {
    readJob: () => Promise.resolve(this.record),
    settle: (_, arn, { state, error }) => this.change('settle', ['RUNNING'], arn, { state, error }),
    reopen: (_, arn) => this.change('reopen', ['FAILED'], arn, { state: 'RUNNING', startedAt: this.now().toISOString() }), // prettier-ignore
    release: (_, arn) => this.change('release', ['FAILED', 'CANCELLED'], arn, { state: 'FAILED' }),
  };
  readonly executions: Redriving['executions'] = {
    describe: (arn) => Promise.resolve(this.statuses[arn]),
    isRedrivable: () => Promise.resolve(this.redrivable),
    redrive: (arn) => {
      this.calls.push('redrive');
      return new Promise((resolve) => {
        const may = this.redriven();
        if (may) this.statuses[arn] = execution('RUNNING');
        resolve(may);
      });
    },
    start: (input) => {
      this.calls.push('start');
      this.started.push(input);
      const arn = `${executionId}-${this.started.length + 1}`;
      this.statuses[arn] = execution('RUNNING');
      this.onStart(arn);
      return Promise.resolve(arn);
    },
  };
  readonly now = () => new Date(this.time);
  readonly pause = (ms: number) => Promise.resolve(void (this.time += ms));
}

test('a job that has succeeded is done', async () => {
  const stage = new FakeStage(jobRecord({ state: 'SUCCEEDED' }), execution('SUCCEEDED'));
  expect(await redriveJob(stage, stage.record)).toMatchObject({ how: 'done' });
  expect(stage.calls).toEqual([]);
});

test('a job that runs is left to its execution', async () => {
  const stage = new FakeStage(jobRecord(), execution('RUNNING'));
  expect(await redriveJob(stage, stage.record)).toMatchObject({ how: 'taken', executionId });
  expect(stage.calls).toEqual([]);
});

test.each(['ABORTED', 'TIMED_OUT'] as const)('an execution that was %s goes on where it was', async (state) => {
  const stage = new FakeStage(failed, execution(state));
  expect(await redriveJob(stage, failed)).toMatchObject({ how: 'redriven', executionId });
  expect(stage.calls).toEqual(['reopen', 'redrive']);
  expect(stage.record.state).toBe('RUNNING');
});

test.each([
  ['that failed by its failure branch', failed, execution('FAILED')],
  ['that was cancelled', { ...failed, state: 'CANCELLED' as const }, execution('ABORTED')],
  ['whose execution is too old', failed, execution('ABORTED')],
  ['whose execution is forgotten', failed, undefined],
])('a job %s gets a new execution with the same input', async (what, record, first) => {
  const stage = new FakeStage(record, first);
  stage.redrivable = what !== 'whose execution is too old';
  const next = `${executionId}-2`;
  expect(await redriveJob(stage, record)).toMatchObject({ how: 'restarted', executionId: next });
  expect(stage.calls).toEqual(['release', 'start']);
  const input = UploadEvent.parse(stage.started[0]);
  expect(input).toMatchObject({ options: '{"crf":18}', detail: { object: { key: record.input.key } } });
  expect(jobOf(input)).toBe(jobOf(UploadEvent.parse({ ...input, id: 'another' })));
});

test('the record of an execution that died is settled first', async () => {
  const stage = new FakeStage(jobRecord(), execution('TIMED_OUT'));
  expect(await redriveJob(stage, stage.record)).toMatchObject({ how: 'redriven' });
  expect(stage.calls).toEqual(['settle', 'reopen', 'redrive']);
});

test('a job taken up a moment ago isn’t settled: perhaps its execution is only now redriven', async () => {
  const stage = new FakeStage(jobRecord({ startedAt: '2024-01-01T00:00:59.000Z' }), execution('ABORTED'));
  const { jobs, executions, now } = stage;
  const pause = async (ms: number) => {
    await stage.pause(ms);
    stage.statuses[executionId] = execution('RUNNING');
  };
  expect(await redriveJob({ jobs, executions, now, pause }, stage.record)).toMatchObject({ how: 'taken' });
  expect(stage.calls).toEqual([]);
});

test('a redrive that is refused gives the record back, and a new execution has the job', async () => {
  const stage = new FakeStage(failed, execution('ABORTED'));
  stage.redriven = () => false;
  expect(await redriveJob(stage, failed)).toMatchObject({ how: 'restarted' });
  expect(stage.calls).toEqual(['reopen', 'redrive', 'settle', 'release', 'start']);
});

test('a redrive that fails gives the record back', async () => {
  const stage = new FakeStage(failed, execution('ABORTED'));
  stage.redriven = () => {
    throw new Error('AccessDenied');
  };
  await expect(redriveJob(stage, failed)).rejects.toThrow('AccessDenied');
  expect(stage.record).toMatchObject({ state: 'FAILED', error });
});

test('a redrive whose answer is lost has happened', async () => {
  const stage = new FakeStage(failed, execution('ABORTED'));
  stage.redriven = () => {
    stage.statuses[executionId] = execution('RUNNING');
    throw new Error('socket hang up');
  };
  expect(await redriveJob(stage, failed)).toMatchObject({ how: 'redriven' });
});

test.each([
  ['in place', failed, execution('ABORTED'), ['redriven']],
  ['anew', failed, execution('FAILED'), ['restarted']],
])('of two at once %s one wins, the other says who has the job', async (_, record, first, [how]) => {
  const stage = new FakeStage(record, first);
  const both = await Promise.all([redriveJob(stage, record), redriveJob(stage, record)]);
  expect(both.map((one) => one.how).toSorted()).toEqual([how, 'taken']);
  expect(new Set(both.map((one) => one.executionId))).toEqual(new Set([stage.record.executionId]));
});

test('a new execution that comes too late says who has the job', async () => {
  const stage = new FakeStage(failed, execution('FAILED'));
  stage.onStart = () => stage.claim('another');
  expect(await redriveJob(stage, failed)).toMatchObject({ how: 'taken', executionId: 'another' });
});

test('a new execution that dies before it has the job is told', async () => {
  const stage = new FakeStage(failed, execution('FAILED'));
  stage.onStart = (arn) => (stage.statuses[arn] = execution('FAILED', { error: 'DynamoDB.AccessDenied', cause: 'no' }));
  await expect(redriveJob(stage, failed)).rejects.toThrow(/ended as FAILED before it had job .*AccessDenied: no/);
});

test('a cancelled job whose execution doesn’t end is left alone', async () => {
  const stage = new FakeStage(jobRecord({ state: 'CANCELLED' }), execution('RUNNING'));
  expect(await redriveJob(stage, stage.record)).toMatchObject({ how: 'ending', executionId });
  expect(stage.calls).toEqual([]);
});

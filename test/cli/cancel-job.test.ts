import type { Cleared } from '../../aws/clear-job';
import { type Cancelling, cancelJob } from '../../cli/cancel-job';
import type { DescribedExecution } from '../../aws/executions';
import type { JobRecord } from '../../pipeline/job';
import { executionId, jobId, jobRecord, segmentRecord, execution } from './example-job';

/** A stage in memory, whose time passes only when it is waited for. */
class FakeStage implements Cancelling {
  execution: DescribedExecution | undefined = execution('RUNNING');
  /** Milliseconds until the stage itself corrects the record; never of one whose rule is broken. */
  correctsAfter: number = 500;
  /** What happens at a time, in milliseconds. */
  readonly plot: { at: number; happen: () => void }[] = [];
  readonly cleared: Cleared[];
  readonly said: string[] = [];
  readonly stopped: { error: string; cause: string }[] = [];
  time = Date.parse('2024-01-01T00:01:00.000Z');
  clearings = 0;
  private readonly begin = this.time;

  constructor(
    public record: JobRecord,
    ...cleared: Cleared[]
  ) {
    this.cleared = cleared;
  }

  readonly jobs: Cancelling['jobs'] = {
    readJob: () => Promise.resolve(this.record),
    settle: (_, executionId, { state, error }) => {
      const may = this.record.state === 'RUNNING' && this.record.executionId === executionId;
      if (may) this.record = { ...this.record, state, error, finishedAt: this.now().toISOString() };
      return Promise.resolve(may);
    },
  };
  readonly executions: Cancelling['executions'] = {
    describe: () => Promise.resolve(this.execution),
    stop: (arn, reason) => {
      expect(arn).toBe(this.record.executionId);
      this.stopped.push(reason);
      this.happens(this.passed + 250, () => (this.execution = execution('ABORTED', reason)));
      const correct = () => void this.jobs.settle(jobId, arn, { state: 'CANCELLED', error: { name: 'Cancelled', message: 'By the rule' }, at: this.now() }); // prettier-ignore
      this.happens(this.passed + this.correctsAfter, correct);
      return Promise.resolve();
    },
  };
  readonly clear = () => {
    this.clearings += 1;
    return Promise.resolve(this.cleared.shift() ?? { objects: 0, uploads: 0 });
  };
  readonly now = () => new Date(this.time);
  readonly say = (words: string) => void this.said.push(words);
  readonly happens = (at: number, happen: () => void) => void this.plot.push({ at, happen });
  readonly pause = (ms: number) => {
    this.time += ms;
    for (const event of this.plot.filter(({ at }) => at <= this.passed)) {
      this.plot.splice(this.plot.indexOf(event), 1);
      event.happen();
    }
    return Promise.resolve();
  };

  /** Milliseconds. */
  get passed(): number {
    return this.time - this.begin;
  }
}

const by = 'ada on desk';

test('stops the execution, waits for tasks and the stage’s own correction, and clears until nothing is found', async () => {
  const running = jobRecord({ segments: [segmentRecord(0, { state: 'RUNNING', endedAt: undefined })] });
  const stage = new FakeStage(running, { objects: 7, uploads: 1 }, { objects: 2, uploads: 0 });
  stage.happens(1000, () => (stage.record = { ...stage.record, segments: [segmentRecord(0, { state: 'FAILED' })] }));
  const { record, removed, silent } = await cancelJob(stage, running, by);
  expect(stage.stopped).toEqual([{ error: 'Cancelled', cause: `Cancelled by ada on desk at 2024-01-01T00:01:00.000Z with framefleet cancel.` }]); // prettier-ignore
  expect(record).toMatchObject({ state: 'CANCELLED', error: { message: 'By the rule' } });
  expect({ removed, silent, clearings: stage.clearings }).toEqual({ removed: 10, silent: [], clearings: 3 });
  expect(stage.passed).toBe(1000);
});

test('a stage that doesn’t correct the record gets it corrected', async () => {
  const stage = new FakeStage(jobRecord());
  stage.correctsAfter = Infinity;
  const { record } = await cancelJob(stage, jobRecord(), by);
  expect(record).toMatchObject({ state: 'CANCELLED', error: { name: 'Cancelled' } });
  expect(record.error?.message).toMatch(/^Cancelled by ada on desk .* What to do: framefleet redrive a1b2/);
  expect(stage.passed).toBeLessThanOrEqual(6000);
});

test('a task that never says that it has ended is named after 15 s, and cleared behind', async () => {
  const silent = jobRecord({ segments: [segmentRecord(3, { state: 'RUNNING', endedAt: undefined })] });
  const stage = new FakeStage(silent, { objects: 1, uploads: 0 });
  const cancelled = await cancelJob(stage, silent, by);
  expect(cancelled).toMatchObject({ record: { state: 'CANCELLED' }, removed: 1, silent: ['fused of segment 3'] });
  expect(stage.passed).toBe(15_000);
});

test('a task that ended with its record hasn’t said so itself', async () => {
  const stage = new FakeStage(jobRecord());
  stage.happens(500, () => {
    const endedAt = stage.now().toISOString();
    const segments = [segmentRecord(0, { state: 'FAILED', endedAt })];
    stage.record = { ...stage.record, state: 'CANCELLED', finishedAt: endedAt, segments };
  });
  expect(await cancelJob(stage, stage.record, by)).toMatchObject({ silent: ['fused of segment 0'] });
});

test.each(['SUCCEEDED', 'FAILED'] as const)('a job that has %s stays as it is', async (state) => {
  const stage = new FakeStage(jobRecord({ state }));
  expect(await cancelJob(stage, stage.record, by)).toMatchObject({ record: { state }, removed: 0 });
  expect([stage.stopped, stage.clearings]).toEqual([[], 0]);
});

test('a job that succeeds before it is stopped keeps its outputs', async () => {
  const stage = new FakeStage(jobRecord());
  stage.happens(250, () => {
    stage.record = jobRecord({ state: 'SUCCEEDED' });
    stage.execution = execution('SUCCEEDED');
  });
  expect(await cancelJob(stage, jobRecord(), by)).toMatchObject({ record: { state: 'SUCCEEDED' }, removed: 0 });
  expect(stage.clearings).toBe(0);
});

test('the record of an execution that is dead is settled at once', async () => {
  const stage = new FakeStage(jobRecord(), { objects: 4, uploads: 0 });
  stage.execution = undefined;
  expect(await cancelJob(stage, stage.record, by)).toMatchObject({ record: { state: 'CANCELLED' }, removed: 4 });
  expect(stage.passed).toBe(0);
});

test('a cancelled job whose execution still runs is stopped again; one that doesn’t is gone over', async () => {
  const finishedAt = '2024-01-01T00:00:10.000Z';
  const cancelled = jobRecord({
    state: 'CANCELLED',
    finishedAt,
    segments: [segmentRecord(0, { endedAt: finishedAt })],
  });
  const stage = new FakeStage(cancelled, { objects: 1, uploads: 0 });
  expect(await cancelJob(stage, cancelled, by)).toMatchObject({ record: { state: 'CANCELLED' }, removed: 1 });
  expect(stage.stopped).toHaveLength(1);
  const passed = stage.passed;
  expect(await cancelJob(stage, cancelled, by)).toMatchObject({ record: { state: 'CANCELLED' }, removed: 0 });
  expect([stage.stopped.length, stage.passed]).toEqual([1, passed]);
});

test('a job that another execution takes over meanwhile is left to that', async () => {
  const stage = new FakeStage(jobRecord());
  const taken = jobRecord({ executionId: `${executionId}-2` });
  stage.happens(250, () => (stage.record = taken));
  expect(await cancelJob(stage, jobRecord(), by)).toMatchObject({ record: taken, removed: 0 });
  expect(stage.clearings).toBe(0);
});

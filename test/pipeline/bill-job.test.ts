import { billOf } from '../../pipeline/bill-job';
import type { JobRecord, TaskRecord } from '../../pipeline/job';
import { priceTableOf } from '../../pipeline/price-table';
import { fargateDollars } from '../../pipeline/prices';
import { source } from './examples';
import { executionId, second, taskRun } from './task-examples';

const now = new Date(second(1000));

/** A job that has succeeded, unless told otherwise. */
const record = (changes: Partial<JobRecord> = {}): JobRecord => ({
  jobId: 'job',
  state: 'SUCCEEDED',
  executionId,
  executions: [executionId],
  attempts: 0,
  input: source,
  inputOptions: '',
  createdAt: second(0),
  startedAt: second(0),
  finishedAt: second(200),
  segments: [],
  runs: [],
  outputs: {},
  ...changes,
});

const task = (changes: Partial<TaskRecord> = {}): TaskRecord => ({
  task: 'concat',
  segment: null,
  timeRange: { start: 0, end: 10 },
  state: 'DONE',
  attempts: 1,
  frames: 250,
  startedAt: second(110),
  endedAt: second(130),
  ...changes,
});

const dollarsOf = (bill: ReturnType<typeof billOf>, name: string): number =>
  bill.lines.find((line) => line.name === name)?.dollars ?? 0;

describe('a bill', () => {
  const spot = taskRun();
  const killed = taskRun({ segment: 1, exitCode: 137, stoppedAt: second(60) });
  const again = taskRun({ segment: 1, attempt: 2, capacity: 'FARGATE', pullStartedAt: second(70), startedAt: second(75), stoppedAt: second(180) }); // prettier-ignore
  const runs = [killed, spot, again];
  const table = priceTableOf('us-east-1');

  test('has each launch in it, failed ones too, to the last cent', () => {
    const bill = billOf(record({ runs }), { now });
    expect(dollarsOf(bill, 'Fargate Spot')).toBeCloseTo(fargateDollars(spot, 90, 1, table) + fargateDollars(killed, 50, 1, table), 12); // prettier-ignore
    expect(dollarsOf(bill, 'Fargate On-Demand')).toBeCloseTo(fargateDollars(again, 110, 0, table), 12);
    // 90, a minute at least, and 110 seconds at half a cent an hour.
    expect(dollarsOf(bill, 'Public IPv4 addresses')).toBeCloseTo((260 / 3600) * 0.005, 12);
    expect(bill).toMatchObject({
      tasks: 3,
      taskSeconds: 250,
      billedSeconds: 260,
      isComplete: true,
      region: 'us-east-1',
    });
    expect(bill.failed.tasks).toBe(1);
    expect(bill.failed.dollars).toBeCloseTo(fargateDollars(killed, 60, 1, table) + (60 / 3600) * 0.005, 12);
    expect(bill.dollars).toBeCloseTo(
      bill.lines.reduce((sum, { dollars }) => sum + dollars, 0),
      12,
    );
  });

  test('has what was used besides', () => {
    const usage = { functionCalls: 10, functionGibSeconds: 100, readRequests: 1000, writeRequests: 1000 };
    const bill = billOf(record(), { now, usage });
    expect(dollarsOf(bill, 'Lambda')).toBeCloseTo(100 * 0.0000166667 + 10 * 0.0000002, 12);
    expect(dollarsOf(bill, 'S3 GET, HEAD')).toBeCloseTo(0.0004, 12);
    expect(dollarsOf(bill, 'S3 PUT, POST, LIST')).toBeCloseTo(0.005, 12);
  });

  test('takes the prices of the region in which the job ran, or says whose it takes', () => {
    const inRegion = (region: string) =>
      billOf(record({ executionId: `arn:aws:states:${region}:1:execution:a:b`, runs: [spot] }), { now });
    expect(inRegion('eu-central-1').dollars).toBeGreaterThan(inRegion('us-east-1').dollars);
    expect(inRegion('af-south-1')).toMatchObject({ region: 'af-south-1', dollars: inRegion('us-east-1').dollars });
    expect(inRegion('af-south-1').pricesOf).toContain('us-east-1');
  });

  test('a launch that never came to pull its image costs nothing, and has failed', () => {
    const refused = taskRun({ pullStartedAt: undefined, startedAt: undefined, exitCode: null, stopCode: 'TaskFailedToStart' }); // prettier-ignore
    expect(billOf(record({ runs: [refused] }), { now })).toMatchObject({
      billedSeconds: 0,
      failed: { tasks: 1, dollars: 0 },
    });
  });

  test('keeping the outputs is beside it, where their size is known', () => {
    const bill = billOf(record(), { now, outputBytes: 2 ** 30 });
    expect(bill.storageDollarsPerMonth).toBeCloseTo(0.023, 6);
    expect(billOf(record(), { now })).not.toHaveProperty('storageDollarsPerMonth');
  });
});

describe('as long as not all is known', () => {
  test('a job that runs isn’t billed to its end', () => {
    expect(billOf(record({ state: 'RUNNING', finishedAt: undefined }), { now }).isComplete).toBe(false);
  });

  test('a launch that ECS hasn’t told of is reckoned by what the task says itself, at the dearer rate', () => {
    const bill = billOf(record({ concatenation: task() }), { now });
    expect(bill).toMatchObject({ isComplete: false, tasks: 1, taskSeconds: 20, failed: { tasks: 0 } });
    const concat = { vcpus: 1, memoryGib: 2, storageGib: 100, architecture: 'x86_64' as const };
    expect(dollarsOf(bill, 'Fargate On-Demand')).toBeCloseTo(
      fargateDollars(concat, 20, 0, priceTableOf('us-east-1')),
      12,
    );
  });

  test('one that runs still is reckoned up to now, one before it with the least', () => {
    const bill = billOf(record({ concatenation: task({ attempts: 2, endedAt: undefined }) }), { now });
    expect(bill).toMatchObject({ tasks: 2, taskSeconds: 1000 - 110 + 1, billedSeconds: 1000 - 110 + 60 });
  });

  test('once ECS has told of it, it is that launch', () => {
    const told = taskRun({ task: 'concat', segment: null });
    expect(billOf(record({ concatenation: task(), runs: [told] }), { now })).toMatchObject({
      isComplete: true,
      tasks: 1,
    });
  });
});

describe('speed-up and efficiency', () => {
  const sideBySide = (segment: number) => taskRun({ segment, pullStartedAt: second(0), startedAt: second(0), stoppedAt: second(100) }); // prettier-ignore

  test('of four tasks side by side, which take as long as the job, are 4 and 1', () => {
    const bill = billOf(record({ runs: [0, 1, 2, 3].map(sideBySide), finishedAt: second(100) }), { now });
    expect(bill).toMatchObject({ speedUp: 4, efficiency: 1 });
  });

  test('suffer by an attempt that failed, which is no work', () => {
    const failed = { ...sideBySide(0), exitCode: 75 };
    const again = taskRun({ attempt: 2, pullStartedAt: second(100), startedAt: second(100), stoppedAt: second(200) });
    const bill = billOf(record({ runs: [failed, sideBySide(1), again] }), { now });
    expect(bill).toMatchObject({ speedUp: 1, efficiency: 0.5 });
  });

  test('count nothing of an earlier execution, whose time isn’t this one’s', () => {
    const bill = billOf(record({ startedAt: second(150), runs: [sideBySide(0)] }), { now });
    expect(bill).not.toHaveProperty('speedUp');
  });

  test('are unknown before the end', () => {
    expect(billOf(record({ finishedAt: undefined, runs: [sideBySide(0)] }), { now })).not.toHaveProperty('speedUp');
  });
});

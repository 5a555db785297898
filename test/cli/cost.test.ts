import { cost } from '../../cli/commands/cost';
import { showCosts, showJobCost } from '../../cli/cost';
import type { Bill } from '../../pipeline/bill';
import type { JobRecord } from '../../pipeline/job';
import { jobId, jobRecord, screen } from './example-job';
import { typeCommand } from './type-command';

const bill = (more: Partial<Bill> = {}): Bill => ({
  ...{ currency: 'USD', region: 'us-east-1', pricesOf: '2026-03', isComplete: true, dollars: 2, tasks: 3 },
  lines: [{ name: 'Fargate Spot', quantity: 1.5, unit: 'vCPU-hours', dollars: 2 }],
  ...{ taskSeconds: 150, billedSeconds: 180, failed: { tasks: 1, dollars: 0.5 } },
  ...more,
});

function stageOf(...records: JobRecord[]) {
  return {
    title: 'stage dev',
    jobs: {
      readJob: (id: string) => Promise.resolve(records.find(({ jobId }) => jobId === id)),
      findJobs: () => Promise.resolve(records),
    },
  };
}
const now = new Date('2024-01-10T00:00:00Z');
const signal = new AbortController().signal;
const jobs = [
  jobRecord({ jobId: '1', state: 'SUCCEEDED', createdAt: '2024-01-09T01:00:00.000Z', bill: bill() }),
  jobRecord({ jobId: '2', state: 'FAILED', createdAt: '2024-01-09T02:00:00.000Z', bill: bill({ isComplete: false }) }),
  jobRecord({ jobId: '3', state: 'SUCCEEDED', createdAt: '2024-01-08T00:00:00.000Z' }),
  jobRecord({ jobId: '4', state: 'SUCCEEDED', createdAt: '2023-01-01T00:00:00.000Z', bill: bill() }),
];

test('a day has the sum of its jobs, and what was for nothing: failed jobs whole, of others the launches that failed', async () => {
  const on = screen();
  expect(await showCosts(stageOf(...jobs), { days: 30, by: 'day', json: true }, on, now, signal)).toBe(0);
  expect(JSON.parse(on.out())).toMatchObject({
    currency: 'USD',
    total: { jobs: 3, dollars: 4, failedDollars: 2.5, withoutBill: 1, incomplete: 1 },
    rows: [
      { name: '2024-01-09', jobs: 2, failedJobs: 1, dollars: 4, failedDollars: 2.5 },
      { name: '2024-01-08', jobs: 1, dollars: 0, withoutBill: 1 },
    ],
  });
});

test('to be read it says what is not in it', async () => {
  const on = screen();
  await showCosts(stageOf(...jobs), { days: 30, by: 'job', json: false }, on, now, signal);
  expect(on.out()).toMatch(/^3 +no bill$/m);
  expect(on.out()).toMatch(/^sum +\$4\.00 +63 % for nothing, 1 job failed/m);
  expect(on.out()).toMatch(/Not all of it: 1 job without a bill, 1 bill not final/);
  const none = screen();
  await showCosts(stageOf(), { days: 1, by: 'day', json: false }, none, now, signal);
  expect(none.out()).toBe('No jobs at stage dev in the last 1 day.\n');
});

test('one job: bill and estimate side by side, or that there is none', async () => {
  const on = screen();
  expect(await showJobCost(jobId, stageOf(jobRecord({ bill: bill() })), { json: false }, on)).toBe(0);
  expect(on.out()).toMatch(/billed +\$2\.00, at the list prices of us-east-1, 2026-03/);
  expect(on.out()).toMatch(/Fargate Spot +1\.5 vCPU-hours +\$2\.00/);
  expect(on.out()).toMatch(/expected +nothing: its plan has no estimate/);
  expect(on.out()).toMatch(/for nothing +\$0\.50?, by 1 task that failed/);
  const without = screen();
  await showJobCost(jobId, stageOf(jobRecord()), { json: true }, without);
  expect(JSON.parse(without.out())).toEqual({ jobId, state: 'RUNNING', bill: null, estimate: null });
});

test.each([
  [['cost', '--days', '0'], /--days "0"/],
  [['cost', '--by', 'week'], /--by "week": write day or job/],
  [['cost', 'a1b2c3', '--days', '3'], /Either the job "a1b2c3", or --days and --by/],
])('wrong usage: %j', async (words, message) => {
  await expect(typeCommand(cost, words, { variables: {}, packagePath: () => undefined })).rejects.toThrow(message);
});

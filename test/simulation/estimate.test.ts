import { billOf } from '../../pipeline/bill-job';
import type { Spread } from '../../pipeline/job-estimate';
import { thorough } from '../thorough';
import { ledgerOf, totalOf } from './ledger';
import { type JobToSimulate, type SimulatedJob, simulateJob } from './simulate-job';
import { recordOf } from './simulated-record';

/** Virtual time: that nothing is measured here makes it right to judge it. */
const jobs: [string, JobToSimulate, seeds: number][] = [
  ['10 segments, then the whole video drawn anew', { minutes: 10, options: { motion: { annotate: true } } }, 10],
  ['60 segments with a task for each kernel', { minutes: 60, options: { mode: 'split' } }, thorough ? 10 : 5],
  [
    '300 segments, all at once: more launches than ECS takes',
    { minutes: 300, options: { maxConcurrency: 300 }, policy: { maxConcurrency: 300 } },
    thorough ? 10 : 3,
  ],
];

describe.each(jobs)('%s', (_, job, seeds) => {
  const simulated: SimulatedJob[] = [];
  beforeAll(async () => {
    for (let seed = 1; seed <= seeds; seed++) simulated.push(await simulateJob(job, seed));
  });

  test('takes about as long and costs about as much as was estimated', () => {
    const seconds: number[] = [];
    const dollars: number[] = [];
    let outside = 0;
    for (const run of simulated) {
      const { status, estimate } = run;
      expect(status).toBe('SUCCEEDED');
      if (!estimate) throw new Error('The plan has no estimate');
      const cost = totalOf(ledgerOf(run));
      seconds.push(run.seconds / estimate.seconds.likely);
      dollars.push(cost / estimate.dollars.likely);
      if (!within(run.seconds, estimate.seconds) || !within(cost, estimate.dollars)) outside++;
    }
    // One in five may be unlucky: Spot takes away what everything waits for.
    for (const ratios of [seconds, dollars]) {
      expect(ratios.filter((ratio) => Math.abs(ratio - 1) > 0.25).length).toBeLessThanOrEqual(seeds / 5);
      expect(Math.abs(middle(ratios) - 1)).toBeLessThan(0.15);
    }
    expect(outside).toBeLessThanOrEqual(seeds / 5);
  });

  test('has a bill that adds up to what AWS takes', () => {
    for (const run of simulated) {
      const bill = billOf(recordOf(run), { now: run.finishedAt, usage: run.usage });
      expect(bill).toMatchObject({ isComplete: true, tasks: run.runs.length });
      // Of launches that Step Functions has asked for again no record tells.
      expect(bill.dollars + run.refused * 0.000025).toBeCloseTo(totalOf(ledgerOf(run)), 6);
      expect(bill.dollars).toBeCloseTo(totalOf(ledgerOf(run)), 1.7);
    }
  });
});

const within = (value: number, { low, high }: Spread): boolean => low <= value && value <= high;

const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

test('the same seed gives the same job', async () => {
  const [one, again, other] = await Promise.all([1, 1, 2].map((seed) => simulateJob({ minutes: 3 }, seed)));
  expect(again?.seconds).toBe(one?.seconds);
  expect(other?.seconds).not.toBe(one?.seconds);
});

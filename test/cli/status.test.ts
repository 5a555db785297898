import { showJob } from '../../cli/status';
import type { DescribedExecution } from '../../aws/executions';
import { JobRecord } from '../../pipeline/job';
import { jobId, jobRecord, screen, execution } from './example-job';

const now = new Date('2024-01-01T00:00:05.000Z');

/** A stage with one job, whose record is told as one after the other. */
function stageOf(execution: DescribedExecution, ...records: JobRecord[]) {
  let look = 0;
  const readJob = () => Promise.resolve(records[Math.min(look++, records.length - 1)]);
  const findJobs = () => Promise.resolve([]);
  return {
    title: 'stage dev',
    jobs: { readJob, findJobs },
    executions: { describe: () => Promise.resolve(execution) },
  };
}

test.each(['SUCCEEDED', 'FAILED', 'CANCELLED'] as const)('%s is an answer as good as any', async (state) => {
  const on = screen();
  expect(await showJob(jobId, stageOf(execution('RUNNING'), jobRecord({ state })), { json: false }, on, now)).toBe(0);
  expect(on.out()).toMatch(new RegExp(`^${state}: ${jobId}, `));
  expect(on.err()).toBe('');
});

test('as JSON it is the record', async () => {
  const on = screen();
  expect(await showJob(jobId, stageOf(execution('RUNNING'), jobRecord()), { json: true }, on, now)).toBe(0);
  expect(JobRecord.parse(JSON.parse(on.out()))).toEqual(jobRecord());
});

test('a job that runs no longer, without a word, says what to do', async () => {
  const on = screen();
  expect(await showJob(jobId, stageOf(execution('ABORTED', { error: 'Enough' }), jobRecord()), { json: false }, on, now)).toBe(0); // prettier-ignore
  expect(on.err()).toMatch(/execution was stopped.*\(Enough\). What to do: framefleet redrive a1b2/);
});

test('a job that ends while it is asked about has ended', async () => {
  const on = screen();
  const stage = stageOf(execution('SUCCEEDED'), jobRecord(), jobRecord({ state: 'SUCCEEDED' }));
  expect(await showJob(jobId, stage, { json: false }, on, now)).toBe(0);
  expect([on.out().slice(0, 10), on.err()]).toEqual(['SUCCEEDED:', '']);
});

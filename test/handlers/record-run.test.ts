import type { JobTable } from '../../aws/job-table';
import { createRecordRun } from '../../handlers/record-run';
import { recordExpiry } from '../../pipeline/record-expiry';
import { taskStopped } from '../pipeline/task-examples';
import { instant, job, testDependencies } from './dependencies';

function recording() {
  const written: Parameters<JobTable['recordRun']>[] = [];
  const dependencies = testDependencies();
  const recordRun = (...given: Parameters<JobTable['recordRun']>) => Promise.resolve(void written.push(given));
  const handler = createRecordRun({ ...dependencies, jobs: { recordRun }, publicAddresses: false, recordDays: 10 });
  return { ...dependencies, handler, written };
}

test('the end of a launch is written into its job’s record', async () => {
  const { handler, written } = recording();
  const event = taskStopped(['segment', `s3://work/${job}/plan.json`, '3', 'motion']);
  expect(await handler(event)).toEqual({ recorded: true });
  expect(written).toEqual([
    [job, expect.objectContaining({ segment: 3, publicAddress: false, exitCode: 137 }), recordExpiry(instant, 10)],
  ]);
});

test.each([taskStopped(['bash', '-c', 'true']), { 'detail-type': 'Something else' }, null])(
  'what is of no job is only logged',
  async (event) => {
    const { handler, written, logged } = recording();
    expect(await handler(event)).toEqual({ recorded: false });
    expect(written).toEqual([]);
    expect(logged).toHaveLength(1);
  },
);

test('what can’t be written fails the call, so that Lambda tries again', async () => {
  const failing = { recordRun: () => Promise.reject(new Error('throttled')) };
  const handler = createRecordRun({ ...testDependencies(), jobs: failing, publicAddresses: true, recordDays: 10 });
  await expect(handler(taskStopped(['concat', `s3://work/${job}/plan.json`]))).rejects.toThrow('throttled');
});

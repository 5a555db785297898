import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NoSuchJob, findJob } from '../../cli/find-job';
import { UsageError } from '../../cli/usage-error';
import type { JobRecord } from '../../pipeline/job';
import { temporaryFolder } from '../tools';
import { jobId, jobRecord } from './example-job';

const similar = `a1b2c3${'f'.repeat(58)}`;

/** A table that holds these jobs. */
const tableOf = (...records: JobRecord[]) => ({
  readJob: (id: string) => Promise.resolve(records.find((record) => record.jobId === id)),
  findJobs: (prefix: string) => Promise.resolve(records.filter((record) => record.jobId.startsWith(prefix))),
});
const both = tableOf(jobRecord(), jobRecord({ jobId: similar, state: 'FAILED' }));

describe('findJob', () => {
  const folder = temporaryFolder('all');

  test.each([jobId, jobId.toUpperCase(), jobId.slice(0, 8)])('knows a job by %s', async (typed) => {
    expect(await findJob(both, typed, 'stage dev')).toMatchObject({ jobId });
  });

  test('knows a job by its file', async () => {
    const path = join(folder(), 'gate.job.json');
    await writeFile(path, JSON.stringify({ jobId: similar, anything: 1 }));
    expect(await findJob(both, path, 'stage dev')).toMatchObject({ jobId: similar });
  });

  test.each(['a1b2c', `${jobId}00`, 'nowhere/gate.job.json', 'holiday'])('%s is wrong usage', async (typed) => {
    await expect(findJob(both, typed, 'stage dev')).rejects.toThrow(UsageError);
  });

  test('a file that is no record is wrong usage', async () => {
    const path = join(folder(), 'plan.json');
    await writeFile(path, JSON.stringify({ jobId: 'job-1' }));
    await expect(findJob(both, path, 'stage dev')).rejects.toThrow(/plan.json" is no record of a job/);
  });

  test('a part of several ids names them', async () => {
    const message = new RegExp(`"a1b2c3" could be 2 jobs.*\\n {2}${jobId} {2}RUNNING .*\\n {2}${similar} {2}FAILED`);
    await expect(findJob(both, 'a1b2c3', 'stage dev')).rejects.toThrow(message);
  });

  test.each(['ffffff', 'f'.repeat(64)])('no job %s: where it was looked for, and where it might be', async (typed) => {
    const finding = findJob(both, typed, 'stage dev');
    await expect(finding).rejects.toThrow(NoSuchJob);
    await expect(finding).rejects.toThrow(`stage dev has no job ${typed}. Its record may have expired`);
  });
});

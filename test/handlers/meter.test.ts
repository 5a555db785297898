import type { Usage } from '../../pipeline/usage';
import { type Meter, metered, openMeter } from '../../handlers/meter';
import { taskStopped } from '../pipeline/task-examples';
import { job, testDependencies } from './dependencies';

function meter(changes: Partial<Meter['jobs']> = {}) {
  const told: { jobId: string; usage: Usage }[] = [];
  const dependencies = testDependencies();
  const addUsage = (jobId: string, usage: Usage) => Promise.resolve(void told.push({ jobId, usage }));
  const it: Meter = { jobs: { addUsage, ...changes }, memoryMiB: 512, expiresAt: () => 1, log: dependencies.log };
  return { ...dependencies, told, meter: it };
}

const usage = { functionCalls: 1, functionGibSeconds: expect.any(Number) as number, readRequests: 0, writeRequests: 0 };

describe('a call', () => {
  test('is counted for its job, with what it answers untouched', async () => {
    const { told, meter: own } = meter();
    expect(await metered(() => Promise.resolve(7), own)({ jobId: job })).toBe(7);
    expect(told).toEqual([{ jobId: job, usage }]);
    expect(told[0]?.usage.functionGibSeconds).toBeGreaterThan(0);
  });

  test('is counted, too, when it fails, and fails as it would', async () => {
    const { told, meter: own } = meter();
    const error = new Error('no');
    await expect(metered(() => Promise.reject(error), own)({ jobId: job })).rejects.toBe(error);
    expect(told).toHaveLength(1);
  });

  test('of the function that is told of stopped tasks is their job’s', async () => {
    const { told, meter: own } = meter();
    await metered(() => Promise.resolve(), own)(taskStopped(['concat', `s3://work/${job}/plan.json`]));
    expect(told).toMatchObject([{ jobId: job }]);
  });

  test('that is about no job isn’t counted', async () => {
    const { told, meter: own } = meter();
    expect(await metered(() => Promise.resolve(7), own)({ detail: {} })).toBe(7);
    expect(told).toEqual([]);
  });

  test('goes well also where it can’t be counted', async () => {
    const { logged, meter: own } = meter({ addUsage: () => Promise.reject(new Error('throttled')) });
    expect(await metered(() => Promise.resolve(7), own)({ jobId: job })).toBe(7);
    expect(logged).toMatchObject([{ reason: 'Error: throttled' }]);
  });
});

test('without a table, or where the memory is unknown, there is no meter', () => {
  const known = { FRAMEFLEET_JOB_TABLE: 'jobs', FRAMEFLEET_RECORD_DAYS: '10' };
  expect(openMeter(testDependencies(), 512)).toBeUndefined();
  expect(openMeter({ ...testDependencies(), variables: known }, undefined)).toBeUndefined();
  const opened = openMeter({ ...testDependencies(), variables: known }, 512, { region: 'us-east-1' });
  expect(opened).toMatchObject({ memoryMiB: 512 });
});

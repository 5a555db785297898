import { processSegment } from '../../container/process-segment';
import { segmentResultKey } from '../../pipeline/keys';
import type { SegmentResult } from '../../pipeline/segment';
import { planOf } from '../pipeline/examples';
import { temporaryFolder } from '../tools';
import { instant, launch, taskDependencies } from './fakes';

const plan = planOf({ segmentSeconds: 10 });
const segment = plan.segments[1]!;
const finished: SegmentResult = {
  index: 1,
  task: 'fused',
  frameTimes: [[128_000, 512, 250]],
  outputs: { grayscale: 'job-1/segments/00001.gray.mp4' },
  records: {},
  finishedAt: '2024-01-01T00:00:00.000Z',
};

describe('processSegment', () => {
  const folder = temporaryFolder();

  test('finds a finished result and stops: nothing is decoded or written again, and the job table learns of it', async () => {
    const { dependencies, store, jobs, log } = taskDependencies();
    await store.writeJson('work', segmentResultKey('job-1', 1, 'fused'), finished);
    expect(await processSegment(dependencies, plan, segment, plan.kernels)).toEqual(finished);
    const key = { jobId: 'job-1', task: 'fused', segment: 1, ...launch };
    expect(jobs.started.map((started) => started.key)).toEqual([key]);
    expect(jobs.ended).toEqual([{ key, end: { state: 'DONE', at: instant, frames: 250 } }]);
    expect(store.written).toHaveLength(1);
    expect(log.lines).toEqual([{ level: 'info', message: 'segment was already finished', figures: { frames: 250 } }]);
  });

  test('another task’s result, or another segment’s, is not its own: it announces itself and begins', async () => {
    const { dependencies, store, jobs } = taskDependencies({ folder: folder() });
    await store.writeJson('work', segmentResultKey('job-1', 1, 'fused'), finished);
    await store.writeJson('work', segmentResultKey('job-1', 0, 'motion'), finished);
    await expect(processSegment(dependencies, plan, segment, ['motion'])).rejects.toMatchObject({ code: 'ENOENT' });
    const key = { jobId: 'job-1', task: 'motion', segment: 1, ...launch };
    expect(jobs.started).toEqual([
      { key, start: { at: instant, timeRange: { start: 10, end: 20 }, expiresAt: plan.expiresAt } },
    ]);
    expect([jobs.ended, store.written.length]).toEqual([[], 2]);
  });
});

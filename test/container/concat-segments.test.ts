import { concatSegments } from '../../container/concat-segments';
import { concatResultKey, segmentResultKey } from '../../pipeline/keys';
import type { FrameTimes } from '../../pipeline/segment';
import { planOf, verification } from '../pipeline/examples';
import { temporaryFolder } from '../tools';
import { instant, launch, taskDependencies } from './fakes';

const plan = planOf({ segmentSeconds: 30 });
const key = { jobId: 'job-1', task: 'concat', segment: null, ...launch };

describe('concatSegments', () => {
  const folder = temporaryFolder();

  test('finds a finished result, tells the job table of it, and stops', async () => {
    const { dependencies, store, jobs } = taskDependencies();
    const finishedAt = '2024-01-01T00:00:00.000Z';
    const finished = { key: 'job-1/gate.gray.mp4', frameCount: 1500, verification, finishedAt };
    await store.writeJson('work', concatResultKey('job-1'), finished);
    expect(await concatSegments(dependencies, plan)).toEqual(finished);
    expect(jobs.started.map((started) => started.key)).toEqual([key]);
    expect(jobs.ended).toEqual([{ key, end: { state: 'DONE', at: instant, frames: 1500, verification } }]);
  });

  test.each<[string, FrameTimes, number]>([
    ['overlap', [[383_488, 512, 750]], 750],
    ['come in the wrong order', [[-512, 512, 1]], 750],
    ['have a frame twice', [[384_000, 512, 3], [385_024, 512, 3]], 753], // prettier-ignore
  ])('refuses segments that %s, naming the frame', async (_, second, frame) => {
    const { dependencies, store, jobs } = taskDependencies({ folder: folder() });
    for (const [index, frameTimes] of ([[[0, 512, 750]], second] satisfies FrameTimes[]).entries()) {
      await store.writeJson('work', segmentResultKey('job-1', index, 'fused'), {
        index,
        task: 'fused',
        frameTimes,
        outputs: { grayscale: `gray-${index}` },
        finishedAt: '2024-01-01T00:00:00.000Z',
      });
    }
    await expect(concatSegments(dependencies, plan)).rejects.toMatchObject({
      name: 'FrameMismatch',
      message: expect.stringContaining(`Frame ${frame} at `) as string,
      figures: { frame },
    });
    const start = { at: instant, timeRange: { start: 0, end: 60 }, expiresAt: plan.expiresAt };
    expect(jobs.started).toEqual([{ key, start }]);
  });
});

import { illustrate } from '../../container/illustrate';
import { illustrationResultKey, indexKey } from '../../pipeline/keys';
import { MotionOptions } from '../../kernels/motion/options';
import { index, planOf } from '../pipeline/examples';
import { temporaryFolder } from '../tools';
import { instant, launch, taskDependencies } from './fakes';

const plan = planOf();
const key = { jobId: 'job-1', task: 'illustrate', segment: null, ...launch };

describe('illustrate', () => {
  const folder = temporaryFolder();

  test('finds a finished result and stops; the job table learns of it, whoever was stopped before', async () => {
    const { dependencies, store, jobs } = taskDependencies();
    const finished = { keys: ['job-1/gate.motion.mp4'], frameCount: 1500, finishedAt: '2024-01-01T00:00:00.000Z' };
    await store.writeJson('work', illustrationResultKey('job-1'), finished);
    expect(await illustrate(dependencies, plan)).toEqual(finished);
    expect(jobs.started.map((started) => started.key)).toEqual([key]);
    expect(store.written).toHaveLength(1);
    expect(jobs.ended).toEqual([{ key, end: { state: 'DONE', at: instant, frames: 1500 } }]);
  });

  test('without a report there is nothing to show: it announces itself and fails', async () => {
    const { dependencies, store, jobs } = taskDependencies({ folder: folder() });
    await store.writeJson('work', indexKey('job-1'), index);
    const plan = planOf({ motion: MotionOptions.parse({ clips: 'copy' }) });
    await expect(illustrate(dependencies, plan)).rejects.toThrow('NoSuchKey: results/job-1/gate.motion.json');
    expect(jobs.started.map((started) => started.key)).toEqual([key]);
    expect([jobs.ended, store.written]).toEqual([[], ['work/job-1/key-frames.json']]);
  });
});

import { clearJob } from '../../aws/clear-job';
import { MemoryStore } from '../handlers/memory-store';

const buckets = { workBucket: 'work', outputBucket: 'output' };

/** Two jobs, each with an object and an unfinished upload in both buckets. */
function twoJobs(): MemoryStore {
  const store = new MemoryStore();
  for (const name of ['work/one/plan.json', 'work/two/plan.json', 'output/one/a.mp4', 'output/two/a.mp4']) {
    store.objects.set(name, '{}');
    store.uploads.add(`${name}.part`);
  }
  return store;
}
const others = ['output/two/a.mp4', 'work/two/plan.json'];

test.each([
  ['uploads', 0, ['output/one/a.mp4', 'work/one/plan.json', ...others]],
  ['work', 1, ['output/one/a.mp4', ...others]],
  ['all', 2, others],
] as const)('%s: what is taken, and what stays', async (what, objects, left) => {
  const store = twoJobs();
  expect(await clearJob(store, buckets, 'one', what)).toEqual({ uploads: 2, objects });
  expect([...store.objects.keys()].toSorted()).toEqual([...left].toSorted());
  expect([...store.uploads]).toEqual(['work/two/plan.json.part', 'output/two/a.mp4.part']);
});

test('a job that has left nothing', async () => {
  expect(await clearJob(new MemoryStore(), buckets, 'one', 'all')).toEqual({ uploads: 0, objects: 0 });
});

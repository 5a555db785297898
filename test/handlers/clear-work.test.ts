import { createClearWork } from '../../handlers/clear-work';
import { execution, job, testDependencies } from './dependencies';

const event = (keepWork: boolean) => ({ jobId: job, executionId: execution, keepWork });

function finishedJob() {
  const dependencies = testDependencies();
  for (const name of [`work/${job}/plan.json`, `work/${job}/segments/00000.fused.json`, `output/${job}/a.mp4`]) {
    dependencies.store.objects.set(name, '{}');
  }
  dependencies.store.uploads.add(`work/${job}/segments/00000.gray.mp4`);
  return dependencies;
}

test('work objects go, outputs stay', async () => {
  const { logged, ...dependencies } = finishedJob();
  expect(await createClearWork(dependencies)(event(false))).toEqual({ uploads: 1, objects: 2 });
  expect([...dependencies.store.objects.keys()]).toEqual([`output/${job}/a.mp4`]);
  expect(logged).toMatchObject([{ jobId: job, executionId: execution, uploads: 1, objects: 2 }]);
});

test('work objects that are to be kept stay; unfinished uploads go all the same', async () => {
  const { store, ...dependencies } = finishedJob();
  expect(await createClearWork({ ...dependencies, store })(event(true))).toEqual({ uploads: 1, objects: 0 });
  expect(store.objects.size).toBe(3);
  expect(store.uploads.size).toBe(0);
});

test('a second time finds nothing', async () => {
  const clear = createClearWork(finishedJob());
  await clear(event(false));
  expect(await clear(event(false))).toEqual({ uploads: 0, objects: 0 });
});

test('an event without a job is refused', async () => {
  const clear = createClearWork(testDependencies());
  await expect(clear({ jobId: '', executionId: execution, keepWork: false })).rejects.toThrow('jobId');
});

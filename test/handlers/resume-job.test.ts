import { createResumeJob } from '../../handlers/resume-job';
import { inlineLimit } from '../../pipeline/fan-out';
import type { JobOptions } from '../../pipeline/job-options';
import { itemsKey, planKey, segmentResultKey } from '../../pipeline/keys';
import { SegmentItem, type Plan } from '../../pipeline/plan';
import type { TaskName } from '../../pipeline/segment';
import { plannedJob } from '../pipeline/examples';
import { execution, testDependencies } from './dependencies';

const jobId = 'job-1';

/** A job that was planned, with results of some segments. */
async function plannedBefore(options: Partial<JobOptions>, done: readonly [index: number, task: TaskName][] = []) {
  const dependencies = testDependencies();
  const { plan, planned } = plannedJob(options);
  await dependencies.store.writeJson('work', planKey(jobId), plan);
  for (const [index, task] of done)
    await dependencies.store.writeJson('work', segmentResultKey(jobId, index, task), {});
  const { summary } = planned;
  const resume = (more: object = {}) =>
    createResumeJob(dependencies)({ jobId, executionId: execution, summary, ...more });
  return { ...dependencies, plan, planned, resume };
}
const indices = (items: readonly { index: number }[]) => items.map(({ index }) => index);

test('the segments without a result are left, and the plan stays as it is', async () => {
  const { store, plan, planned, resume, logged } = await plannedBefore({ segmentSeconds: 10 }, [
    ...([0, 1, 2, 4] as const).map((index): [number, TaskName] => [index, 'fused']),
  ]);
  // What lies beside the results is none.
  store.objects.set(`work/${jobId}/segments/00003.gray.mp4`, '');
  const { summary, items, ...given } = await resume();
  expect(indices(items)).toEqual([3, 5]);
  expect(items).toEqual(planned.items.filter(({ index }) => index === 3 || index === 5));
  expect(summary).toEqual(planned.summary);
  expect(given).toEqual({ done: 4, itemsBucket: planned.itemsBucket, itemsKey: planned.itemsKey });
  expect(JSON.parse(store.text('work', itemsKey(jobId)) ?? '')).toEqual(items);
  expect(JSON.parse(store.text('work', planKey(jobId)) ?? '')).toEqual(JSON.parse(JSON.stringify(plan)));
  expect(logged).toMatchObject([{ jobId, executionId: execution, segmentCount: 6, missing: 2 }]);
});

test('a split segment is done when both of its results are there', async () => {
  const { resume } = await plannedBefore({ segmentSeconds: 30, mode: 'split' }, [
    [0, 'motion'],
    [1, 'grayscale'],
    [1, 'motion'],
  ]);
  expect(indices((await resume()).items)).toEqual([0]);
});

test('another job’s results, and another mode’s, aren’t this one’s', async () => {
  const { store, resume } = await plannedBefore({ segmentSeconds: 30 }, [[0, 'grayscale']]);
  await store.writeJson('work', segmentResultKey('job-10', 1, 'fused'), {});
  expect(indices((await resume()).items)).toEqual([0, 1]);
});

test('nothing is left where all segments are done: what comes after them may be', async () => {
  const { resume } = await plannedBefore({}, [[0, 'fused']]);
  expect(await resume()).toMatchObject({ items: [], summary: { fanOut: 'inline', segmentCount: 1 } });
});

describe('of many segments', () => {
  /** The plan above, with more segments than an inline Map takes. */
  async function manySegments(done: number) {
    const before = await plannedBefore({});
    const [segment] = before.plan.segments;
    const segments = Array.from({ length: inlineLimit + 10 }, (_, index) => ({ ...segment!, index }));
    await before.store.writeJson('work', planKey(jobId), { ...before.plan, segments } satisfies Plan);
    for (let index = 0; index < done; index += 1) {
      await before.store.writeJson('work', segmentResultKey(jobId, index, 'fused'), {});
    }
    const summary = { ...before.planned.summary, segmentCount: segments.length, maxConcurrency: 200 };
    const planned = await before.resume({ summary: { ...summary, fanOut: 'distributed' } });
    const items = SegmentItem.array().parse(JSON.parse(before.store.text('work', itemsKey(jobId)) ?? ''));
    return { planned, items };
  }

  test('more than an inline Map takes are read by the Distributed Map', async () => {
    const { planned, items } = await manySegments(9);
    expect(planned).toMatchObject({ items: [], summary: { fanOut: 'distributed', maxConcurrency: 200 } });
    expect(indices(items)).toEqual(Array.from({ length: inlineLimit + 1 }, (_, index) => index + 9));
  });

  test('as many as an inline Map takes ride along, and no more run at once', async () => {
    const { planned, items } = await manySegments(10);
    expect(planned.items).toEqual(items);
    expect(planned.items).toHaveLength(inlineLimit);
    expect(planned.summary).toMatchObject({ fanOut: 'inline', maxConcurrency: inlineLimit });
    expect(planned.summary.segmentCount).toBe(inlineLimit + 10);
  });
});

test('segments run on the capacity that they were planned for', async () => {
  const { resume } = await plannedBefore({ segmentSeconds: 10 });
  const capacities = async (more: object) => (await resume(more)).items.map(({ capacity }) => capacity);
  expect(await capacities({})).toEqual([0, 0, 0, 0, 0, 0]);
  expect(await capacities({ spotShare: 0 })).toEqual([1, 1, 1, 1, 1, 1]);
});

test.each([
  ['is gone', () => Promise.resolve()],
  ['has other segments', (store: ReturnType<typeof testDependencies>['store']) => store.writeJson('work', planKey(jobId), plannedJob({ segmentSeconds: 30 }).plan)], // prettier-ignore
  ['has another mode', (store: ReturnType<typeof testDependencies>['store']) => store.writeJson('work', planKey(jobId), plannedJob({ segmentSeconds: 10, mode: 'split' }).plan)], // prettier-ignore
])('a plan that %s: there is nothing to go on with, and it is said for good', async (_what, change) => {
  const { store, resume } = await plannedBefore({ segmentSeconds: 10 });
  store.objects.delete(`work/${planKey(jobId)}`);
  await change(store);
  await expect(resume()).rejects.toMatchObject({ name: 'NothingToResume' });
  expect(store.text('work', itemsKey(jobId))).toBeUndefined();
});

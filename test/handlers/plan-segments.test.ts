import { createPlanSegments } from '../../handlers/plan-segments';
import * as z from 'zod';
import { JobOptions } from '../../pipeline/job-options';
import { indexKey, itemsKey, planKey } from '../../pipeline/keys';
import { Plan, Planned, SegmentItem } from '../../pipeline/plan';
import { execution, job, media, source, tenDaysLater, testDependencies } from './dependencies';

/** A key frame per second of 29.97 frames. */
const index = {
  keyFrames: Array.from({ length: 9 }, (_, second) => 2002 + second * 30_030),
  framesFrom: Array.from({ length: 9 }, () => 30),
  startPts: 2002,
  endPts: 272_272,
  frameCount: 270,
};
const event = (options: z.input<typeof JobOptions> = {}) => ({
  jobId: job,
  executionId: execution,
  source,
  probed: { media, options: JobOptions.parse({ segmentSeconds: 1, ...options }) },
  policy: { maxConcurrency: 5, spotShare: 0.5, recordDays: 10 },
});

function given() {
  const dependencies = testDependencies();
  dependencies.store.objects.set(`work/${indexKey(job)}`, JSON.stringify(index));
  const written = <S extends z.ZodType>(key: string, schema: S) =>
    schema.parse(JSON.parse(dependencies.store.text('work', key) ?? 'null'));
  return { ...dependencies, planSegments: createPlanSegments(dependencies), written };
}

test.each<[string, unknown]>([
  ['nothing', null],
  ['an event without what was probed', { jobId: job, executionId: execution, source }],
  ['an event without policy', { ...event(), policy: undefined }],
  ['a policy that means more than that', { ...event(), policy: { ...event().policy, defaults: {} } }],
  ['options that Probe would not let pass', { ...event(), probed: { media, options: { crf: 99 } } }],
])('%s is refused, and nothing is written', async (_what, wrong) => {
  const { planSegments, store } = given();
  const before = new Map(store.objects);
  await expect(planSegments(wrong)).rejects.toMatchObject({ name: 'ZodError' });
  expect(store.objects).toEqual(before);
});

test('a job that would cost too much is refused, and nothing is written', async () => {
  const { planSegments, store } = given();
  const before = new Map(store.objects);
  const policy = { ...event().policy, maxCostUsd: 0.0001 };
  await expect(planSegments({ ...event(), policy })).rejects.toMatchObject({
    name: 'CostLimitExceeded',
    figures: { limitUsd: 0.0001 },
  });
  await expect(planSegments(event({ maxCostUsd: 0.0001 }))).rejects.toThrow('--max-cost-usd');
  expect(store.objects).toEqual(before);
  await expect(planSegments(event({ maxCostUsd: 1 }))).resolves.toMatchObject({ summary: { segmentCount: 9 } });
});

test('a missing index is an error', async () => {
  await expect(createPlanSegments(testDependencies())(event())).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('the plan that tasks read is the one that is handed on', async () => {
  const { planSegments, written } = given();
  const planned = await planSegments(event());
  expect(Planned.parse(planned)).toEqual(planned);
  const plan = written(planKey(job), Plan);
  expect(planned.summary).toMatchObject({ uri: `s3://work/${planKey(job)}`, segmentCount: 9, fanOut: 'inline' });
  expect(plan).toMatchObject({ jobId: job, source, name: 'beach', mode: 'fused', kernels: ['grayscale', 'motion'] });
  expect(plan.segments).toHaveLength(9);
});

test("the Map's items are written too, one per segment in order", async () => {
  const { planSegments, written } = given();
  const planned = await planSegments(event());
  const items = written(itemsKey(job), z.array(SegmentItem));
  expect(items.map((item) => item.index)).toEqual([...Array(9).keys()]);
  expect(planned).toMatchObject({ items, itemsBucket: 'work', itemsKey: itemsKey(job) });
});

test('planning twice gives the same plan', async () => {
  const { planSegments, store } = given();
  await planSegments(event());
  const first = new Map(store.objects);
  await planSegments(event());
  expect(store.objects).toEqual(first);
});

test('the options of the upload decide: split, and longer segments', async () => {
  const { planSegments } = given();
  const { summary } = await planSegments(event({ mode: 'split', segmentSeconds: 3 }));
  expect(summary).toMatchObject({ mode: 'split', tasks: ['grayscale', 'motion'], segmentCount: 3 });
});

test("the stage's policy decides: how many at once, what runs on Spot, when the record expires", async () => {
  const { planSegments, written } = given();
  const { summary, items } = await planSegments(event({ maxConcurrency: 100 }));
  expect(summary).toMatchObject({ maxConcurrency: 5, concatCapacity: 1, expiresAt: tenDaysLater });
  expect(items.map(({ capacity }) => capacity)).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0]);
  expect(written(planKey(job), Plan).expiresAt).toBe(tenDaysLater);
});

test('what was planned is logged with its job and its execution', async () => {
  const { planSegments, logged } = given();
  await planSegments(event());
  expect(logged).toMatchObject([
    { message: 'planned', jobId: job, executionId: execution, segmentCount: 9, mode: 'fused', fanOut: 'inline' },
  ]);
});

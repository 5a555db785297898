import { createProbe } from '../../handlers/probe';
import { execution, job, source, testDependencies } from './dependencies';

const event = { jobId: job, executionId: execution, source };

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['an event without source', { jobId: job, executionId: execution }],
  ['an event without job', { executionId: execution, source }],
  ['a source without key', { ...event, source: { ...source, key: '' } }],
  ['a source of negative size', { ...event, source: { ...source, sizeBytes: -1 } }],
])('%s is refused', async (_what, wrong) => {
  const dependencies = testDependencies();
  await expect(createProbe(dependencies)(wrong)).rejects.toMatchObject({ name: 'ZodError' });
  expect(dependencies.store.reads).toEqual([]);
});

test('an empty upload is refused by its size alone', async () => {
  const dependencies = testDependencies();
  await expect(createProbe(dependencies)({ ...event, source: { ...source, sizeBytes: 0 } })).rejects.toMatchObject({
    name: 'EmptyInput',
    message: expect.stringContaining('"holiday/beach.mp4" is empty (0 bytes)') as string,
    figures: { bytes: 0 },
  });
  expect(dependencies.store.reads).toEqual([]);
});

test.each([
  ['no JSON', '{mode', 'no JSON: {mode'],
  ['an unknown option', '{"speed":2}', 'speed'],
  ['an unknown mode', '{"mode":"fast"}', 'mode'],
  ['no kernel', '{"kernels":[]}', 'kernels'],
  ['a segment length of nothing', '{"segmentSeconds":0}', 'segmentSeconds'],
  ['a list', '[]', 'expected object'],
])('options that are %s are refused before the video is read', async (_what, options, says) => {
  const dependencies = testDependencies();
  dependencies.store.metadata.set('input/holiday/beach.mp4', { 'framefleet-options': options });
  await expect(createProbe(dependencies)(event)).rejects.toMatchObject({
    name: 'InvalidOptions',
    message: expect.stringContaining(says) as string,
  });
  expect(dependencies.store.reads).toEqual([]);
  expect(dependencies.store.objects).toEqual(new Map());
});

test('without an ffprobe that runs, the video is not read', async () => {
  const dependencies = testDependencies();
  const probe = createProbe({
    ...dependencies,
    variables: { FFPROBE_PATH: '/nowhere/ffprobe' },
    signal: AbortSignal.abort(),
  });
  await expect(probe(event)).rejects.toThrow();
  expect(dependencies.store.reads).toEqual([]);
});

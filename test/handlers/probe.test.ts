import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WindowSizes } from '../../aws/source-windows';
import { createProbe } from '../../handlers/probe';
import { JobOptions } from '../../pipeline/job-options';
import type { Source } from '../../pipeline/source';
import { temporaryFolder } from '../tools';
import { execution, job, source, testDependencies } from './dependencies';
import { MemoryStore } from './memory-store';

const event = { jobId: job, executionId: execution, source, defaults: JobOptions.parse({}) };

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['an event without source', { ...event, source: undefined }],
  ['an event without job', { ...event, jobId: undefined }],
  ['an event without defaults', { ...event, defaults: undefined }],
  ['defaults that no upload could have', { ...event, defaults: { crf: 99 } }],
  ['limits that no stage could have', { ...event, limits: { hours: -1 } }],
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

describe('a video', () => {
  const folder = temporaryFolder();

  /** A stand-in for ffprobe that finds two frames, whatever it is given. */
  async function fakeFfprobe(): Promise<string> {
    const stream = { index: 0, codec_type: 'video', width: 8, height: 8, pix_fmt: 'gray', time_base: '1/25' };
    const found = JSON.stringify({ format: { format_name: 'mpegts' }, streams: [stream] });
    const path = join(folder(), 'ffprobe');
    const packets = 'pts=0|duration=1|flags=K__\\npts=1|duration=1|flags=___\\n';
    await writeFile(path, `#!/bin/sh\ncase "$*" in *show_streams*) echo '${found}';; *) printf '${packets}';; esac\n`);
    await chmod(path, 0o755);
    return path;
  }

  class RelayingStore extends MemoryStore {
    override relaySource<T>(_: Source, __: WindowSizes, use: (input: { url: string }) => Promise<T>): Promise<T> {
      return use({ url: 'video.ts' });
    }
  }

  test("comes with its own options, laid over the stage's defaults", async () => {
    const store = new RelayingStore();
    const variables = { FFPROBE_PATH: await fakeFfprobe() };
    const probe = createProbe({ ...testDependencies(), store, variables });
    const defaults = JobOptions.parse({ segmentSeconds: 20, crf: 30 });
    expect((await probe({ ...event, defaults })).options).toEqual(defaults);
    store.metadata.set('input/holiday/beach.mp4', { 'framefleet-options': '{"crf":0}' });
    expect(await probe({ ...event, defaults })).toMatchObject({
      media: { video: { frameCount: 2 } },
      options: { ...defaults, crf: 0 },
    });
  });

  test('is dealt with as the event’s own options say, whatever came with it', async () => {
    const store = new RelayingStore();
    const variables = { FFPROBE_PATH: await fakeFfprobe() };
    const probe = createProbe({ ...testDependencies(), store, variables });
    store.metadata.set('input/holiday/beach.mp4', { 'framefleet-options': '{"crf":0,"segmentSeconds":5}' });
    const defaults = JobOptions.parse({ segmentSeconds: 20 });
    expect((await probe({ ...event, defaults, options: '{"crf":30}' })).options).toEqual({ ...defaults, crf: 30 });
    expect((await probe({ ...event, defaults, options: '' })).options).toMatchObject({ crf: 0, segmentSeconds: 5 });
    await expect(probe({ ...event, defaults, options: 'crf 30' })).rejects.toMatchObject({ name: 'InvalidOptions' });
  });

  test("is held against the stage's limits before its index is kept", async () => {
    const store = new RelayingStore();
    const variables = { FFPROBE_PATH: await fakeFfprobe() };
    const probe = createProbe({ ...testDependencies(), store, variables });
    await expect(probe({ ...event, limits: { frames: 1 } })).rejects.toMatchObject({
      name: 'LimitExceeded',
      message: expect.stringContaining('"holiday/beach.mp4" has 2 frames; at most 1 frames are allowed.') as string,
      figures: { limit: 'frames', value: 2, allowed: 1 },
    });
    expect(store.objects.size).toBe(0);
    await probe({ ...event, limits: { frames: 2 } });
    expect(store.objects.size).toBe(1);
  });
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SegmentContext } from '../../../kernels/kernel';
import { PicturesOptions } from '../../../kernels/pictures/options';
import { pickPictures } from '../../../kernels/pictures/pick-pictures';
import type { Plan } from '../../../pipeline/plan';
import { rememberingLog } from '../../container/fakes';
import { planOf } from '../../pipeline/examples';
import { temporaryFolder } from '../../tools';

describe('the pictures of a segment', () => {
  const folder = temporaryFolder();
  const noPixels = new Uint8Array(0);
  const planned = (options: Partial<PicturesOptions>): Plan => {
    const plan = planOf({ segmentSeconds: 10 });
    return { ...plan, options: { ...plan.options, pictures: PicturesOptions.parse(options) } };
  };
  const start = (options: Partial<PicturesOptions>) => {
    const plan = planned(options);
    const { signal } = new AbortController();
    const nowhere = { path: '/no/such/program', version: '0', foundBy: 'test' };
    const context: SegmentContext = {
      ...{ plan, segment: plan.segments[1]!, folder: folder(), threads: 1, log: rememberingLog(), signal },
      ...{ ffmpeg: { ...nowhere, passFrames: [], mp4Frames: [] }, ffprobe: nowhere },
      models: { fetch: () => Promise.reject(new Error('No model')) },
    };
    return pickPictures(context);
  };

  test('are picked on a grid that begins with the video', async () => {
    const { branch, frameBytes } = await start({ everySeconds: 2.5 });
    expect(branch).toMatchObject({ range: 'segment', pick: { everyMs: 2500, startPts: 0 }, output: { kind: 'files' } });
    expect(frameBytes).toBe(0);
    expect((await start({ at: 'keys' })).branch.pick).toBe('key');
  });

  test('files, and a record of each', async () => {
    const run = await start({});
    for (const pts of [128_000, 140_800]) await run.onFrame(pts, noPixels);
    for (const name of ['000000.jpg', '000001.jpg']) await writeFile(join(folder(), name), name);
    await writeFile(join(folder(), 'tiles'), Buffer.alloc(2 * 160 * 90 * 1.5));
    expect(await run.finish()).toEqual({
      path: join(folder(), 'pictures.ndjson'),
      key: 'job-1/segments/00001.pictures.ndjson',
      contentType: 'application/x-ndjson',
      records: 2,
      files: [
        ...['000000.jpg', '000001.jpg'].map((name) => {
          return {
            path: join(folder(), name),
            key: `job-1/segments/00001.pictures/${name}`,
            contentType: 'image/jpeg',
          };
        }),
        {
          path: join(folder(), 'tiles'),
          key: 'job-1/segments/00001.pictures.tiles',
          contentType: 'application/octet-stream',
        },
      ],
    });
  });

  test.each([
    ['a picture', ['000000.jpg'], 2],
    ['a small picture', ['000000.jpg', '000001.jpg'], 1],
    ['a part of a small picture', ['000000.jpg', '000001.jpg'], 1.5],
  ])('%s that is missing is found out', async (_, names, tiles) => {
    const run = await start({});
    for (const pts of [128_000, 140_800]) await run.onFrame(pts, noPixels);
    for (const name of names) await writeFile(join(folder(), name), name);
    await writeFile(join(folder(), 'tiles'), Buffer.alloc(tiles * 160 * 90 * 1.5));
    await expect(run.finish()).rejects.toMatchObject({ name: 'FrameMismatch', figures: { expected: 2 } });
  });

  test.each(['scenes', 'motion'] as const)('at %s: none yet', async (at) => {
    const run = await start({ at });
    expect(run.branch.output).toEqual({ kind: 'files', files: [] });
    await run.onFrame(128_000, noPixels);
    expect(await run.finish()).toMatchObject({ records: 0, files: [] });
  });
});

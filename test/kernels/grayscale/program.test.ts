import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { program } from '../../../kernels/grayscale/program';
import { grayFilters } from '../../../media/gray-filter';
import { taskDependencies } from '../../container/fakes';
import { mediaInfo, planOf } from '../../pipeline/examples';
import { temporaryFolder } from '../../tools';

describe('the grayscale kernel', () => {
  const folder = temporaryFolder();

  /** The kernel on segment 1, with an ffprobe that finds the given times in the file. */
  async function start(found: number[], plan = planOf({ segmentSeconds: 10 })) {
    const path = join(folder(), 'ffprobe');
    const lines = found.map((pts) => `echo '${pts},K__'`);
    await writeFile(path, `#!/bin/sh\n${lines.join('\n')}\n`);
    await chmod(path, 0o755);
    const ffprobe = { path, version: '7', foundBy: 'test' };
    const { dependencies } = taskDependencies({ folder: folder(), ffprobe });
    return program.start({ ...dependencies, plan, segment: plan.segments[1]! });
  }

  test('asks for the segment’s own frames, gray, as H.264 of the wanted quality', async () => {
    const plan = planOf({ segmentSeconds: 10 });
    const { branch, frameBytes } = await start([], plan);
    expect(branch).toEqual({
      range: 'segment',
      filters: [...grayFilters(plan.media.video), 'setparams=range=1'],
      output: {
        kind: 'file',
        path: join(folder(), 'gray.mp4'),
        encoder: ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-color_range', '1'],
      },
    });
    expect(frameBytes).toBe(0);
  });

  test('crf 0 is lossless in 10 bit, too', async () => {
    const deep = mediaInfo({}, { pixelFormat: 'yuv420p10le' });
    const { branch } = await start([], planOf({ segmentSeconds: 10, crf: 0 }, deep));
    const encoder = ['-c:v', 'libx264', '-preset', 'veryfast', '-qp', '0', '-color_range', '1'];
    expect(branch.output).toMatchObject({ encoder });
  });

  test('hands over the file and its frames’ times, once they stand in the file', async () => {
    // B-frames: the file tells its packets in decoding order.
    const run = await start([0, 1024, 512]);
    for (const pts of [128_000, 128_512, 129_024]) run.onFrame(pts);
    expect(await run.finish()).toEqual({
      times: [128_000, 128_512, 129_024],
      path: join(folder(), 'gray.mp4'),
      key: 'job-1/segments/00001.gray.mp4',
      contentType: 'video/mp4',
    });
  });

  test.each([
    ['too few', [0, 512]],
    ['too many', [0, 512, 1024, 1536]],
    ['one at another time', [0, 513, 1024]],
  ])('refuses a file with frames: %s', async (_, found) => {
    const run = await start(found);
    for (const pts of [128_000, 128_512, 129_024]) run.onFrame(pts);
    await expect(run.finish()).rejects.toMatchObject({
      name: 'FrameMismatch',
      figures: { decoded: 3, written: found.length },
    });
  });
});

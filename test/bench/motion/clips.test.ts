import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { clipOf } from '../../../bench/motion/clips';
import type { Scene } from '../../../bench/motion/scenes/scene';
import { probeMedia } from '../../../media/probe';
import { readSmallFrames } from '../../../bench/motion/rivals/small-frames';
import { temporaryFolder, tools } from '../../tools';

const scene: Scene = {
  ...{ kind: 'few frames', seed: 4, width: 96, height: 64, frameRate: { numerator: 25, denominator: 1 }, seconds: 3 },
  ...{ noise: 2, crf: 30, dropsFrames: true, ground: 'yard', effects: [], regions: [], masks: [], motion: {} },
  actors: [{ look: 'dog', height: 16, path: [{ time: 0.5, x: 0, y: 50 }, { time: 2.5, x: 96, y: 50 }] }], // prettier-ignore
};

describe('clipOf', () => {
  const folder = temporaryFolder();

  test('a clip has the frames and times that its truth tells, also where frames are missing', async () => {
    const { ffmpeg, ffprobe } = await tools();
    const { path, truth } = await clipOf(ffmpeg, scene, folder());
    const { media } = await probeMedia(ffprobe.path, { url: path }, 'clip');
    expect(media.video).toMatchObject({ width: 96, height: 64, frameCount: truth.frames.length });
    const { frames } = await readSmallFrames(ffmpeg, ffprobe, path);
    expect(frames.map(({ time }) => time.toFixed(3))).toEqual(truth.frames.map(({ time }) => time.toFixed(3)));
    expect(truth.frames.length).toBeLessThan(75);
    expect(truth.events).toHaveLength(1);
  });

  test('is drawn once, and again when the scene is another', async () => {
    const { ffmpeg } = await tools();
    const first = await clipOf(ffmpeg, scene, folder());
    const { mtimeMs } = await stat(first.path);
    expect(await clipOf(ffmpeg, scene, folder())).toEqual(first);
    expect((await stat(first.path)).mtimeMs).toBe(mtimeMs);
    await clipOf(ffmpeg, { ...scene, noise: 5 }, folder());
    const kept = await readFile(join(folder(), 'few-frames-4.json'), 'utf8');
    expect(kept).toContain('"noise":5');
    expect((await stat(first.path)).mtimeMs).not.toBe(mtimeMs);
  });

  test('that is told to stop leaves no clip that could be taken for a whole one', async () => {
    const { ffmpeg } = await tools();
    const hour = { ...scene, seconds: 3600 };
    await expect(clipOf(ffmpeg, hour, folder(), AbortSignal.timeout(100))).rejects.toThrow(/aborted due to timeout/);
    expect(await readdir(folder())).not.toContain('few-frames-4.mp4');
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outlineOf } from '../../../kernels/histogram/compare-histograms';
import { ValueCounter } from '../../../kernels/histogram/count-values';
import { ShotFinder } from '../../../kernels/histogram/find-shots';
import type { Bins } from '../../../kernels/histogram/options';
import type { Shot } from '../../../kernels/histogram/shots';
import { make } from '../../integration/media/clips';
import { temporaryFolder } from '../../tools';
import { histogramOptions } from './run-histogram';

/** Pixels of a gray picture whose values lie around a level. */
const pixels = 64;
const scene = (level: number): Uint8Array => Uint8Array.from({ length: pixels }, (_, index) => level + (index % 20));
const [a, b, c] = [scene(20), scene(120), scene(210)];

interface Given {
  bins?: Bins;
  minShotSeconds?: number;
  rate?: number;
}

/** Shots of a video of so many gray pictures. */
function shotsOf(pictures: readonly Uint8Array[], { bins = 16, minShotSeconds = 0.25, rate = 25 }: Given = {}): Shot[] {
  const finder = new ShotFinder(histogramOptions({ minShotSeconds }));
  const counter = new ValueCounter([{ channel: 'gray', start: 0, end: pixels }], bins);
  for (const [frame, picture] of pictures.entries()) {
    finder.add(frame * 100, frame / rate, outlineOf(counter.count(picture), bins));
  }
  return finder.finish(pictures.length / rate).shots;
}

const times = (count: number, picture: Uint8Array): Uint8Array[] => new Array<Uint8Array>(count).fill(picture);
const begins = (shots: readonly Shot[]): number[] => shots.map(({ startFrame }) => startFrame);

describe('ShotFinder', () => {
  test('shots follow each other without gaps, from the first frame to the last one’s end', () => {
    expect(shotsOf([...times(25, a), ...times(50, b), ...times(25, a)])).toEqual([
      { shot: 1, start: 0, end: 1, startFrame: 0, endFrame: 25, startPts: 0, distance: 0 },
      { shot: 2, start: 1, end: 3, startFrame: 25, endFrame: 75, startPts: 2500, distance: 1 },
      { shot: 3, start: 3, end: 4, startFrame: 75, endFrame: 100, startPts: 7500, distance: 1 },
    ]);
  });

  test('one frame is a shot; a still video is one', () => {
    expect(begins(shotsOf([a]))).toEqual([0]);
    expect(begins(shotsOf(times(100, a)))).toEqual([0]);
  });

  test.each<Bins>([16, 32, 64, 128, 256])('the same shots, whatever was counted: %d bins', (bins) => {
    const video = [...times(20, a), ...times(20, scene(50)), ...times(20, c)];
    expect(shotsOf(video, { bins })).toEqual(shotsOf(video));
    expect(begins(shotsOf(video, { bins }))).toEqual([0, 20, 40]);
  });

  test.each([1, 2])('a flash of %d frames is no shot', (frames) => {
    expect(begins(shotsOf([...times(30, a), ...times(frames, c), ...times(30, a)]))).toEqual([0]);
  });

  test('a cut that hides behind a flash is one cut', () => {
    expect(begins(shotsOf([...times(30, a), ...times(2, c), ...times(30, b)]))).toEqual([0, 30]);
  });

  test('light that goes on and off isn’t cut, however fast it does', () => {
    for (const length of [1, 2, 3]) {
      const flicker = Array.from({ length: 60 }, (_, frame) => (Math.floor(frame / length) % 2 ? a : c));
      expect(begins(shotsOf(flicker))).toEqual([0]);
    }
  });

  test('a fade is no cut', () => {
    const fade = Array.from({ length: 20 }, (_, step) => scene(20 + 10 * step));
    expect(begins(shotsOf([...times(30, a), ...fade, ...times(30, c)]))).toEqual([0]);
  });

  test('an even ground that crosses a bin’s border is the same ground', () => {
    const ground = (level: number) => new Uint8Array(pixels).fill(level);
    const steps = Array.from({ length: 90 }, (_, frame) => ground(frame < 45 ? 127 : 128));
    expect(begins(shotsOf(steps, { minShotSeconds: 0 }))).toEqual([0, 45]);
    const mixed = steps.map((picture, frame) => picture.map((level, index) => (index < 32 ? level : 20 + (frame % 3))));
    expect(begins(shotsOf(mixed))).toEqual([0]);
  });

  test('no shot is shorter than asked for: of changes that are too close the greatest counts', () => {
    const video = [...times(30, a), ...times(5, scene(60)), ...times(30, c)];
    expect(begins(shotsOf(video, { minShotSeconds: 0 }))).toEqual([0, 30, 35]);
    expect(begins(shotsOf(video, { minShotSeconds: 0.2 }))).toEqual([0, 30, 35]);
    expect(shotsOf(video, { minShotSeconds: 0.24 })).toHaveLength(2);
    const ends = [...times(5, a), ...times(30, b), ...times(5, c)];
    expect(begins(shotsOf(ends))).toEqual([0]);
    expect(begins(shotsOf(ends, { minShotSeconds: 0.2 }))).toEqual([0, 5, 35]);
  });
});

describe('shots of pictures that ffmpeg draws', () => {
  const folder = temporaryFolder('all');
  const [width, height] = [160, 90];
  const size = `s=${width}x${height}:r=25`;

  async function drawnShots(recipe: string[]): Promise<number[]> {
    const path = await make(join(folder(), 'frames.raw'), [...recipe, '-pix_fmt', 'gbrp', '-f', 'rawvideo']);
    const bytes = await readFile(path);
    const plane = width * height;
    const planes = [0, 1, 2].map((index) => ({
      channel: String(index),
      start: index * plane,
      end: (index + 1) * plane,
    }));
    const counter = new ValueCounter(planes, 16);
    const finder = new ShotFinder(histogramOptions({}));
    const count = bytes.length / (3 * plane);
    for (let frame = 0; frame < count; frame += 1) {
      const picture = bytes.subarray(frame * 3 * plane, (frame + 1) * 3 * plane);
      finder.add(frame, frame / 25, outlineOf(counter.count(picture), 16));
    }
    return begins(finder.finish(count / 25).shots);
  }

  test('each scene is found at its first frame', async () => {
    const scenes = ['testsrc2', 'mandelbrot', 'smptebars', 'testsrc', 'rgbtestsrc', 'smptehdbars'];
    const inputs = scenes.flatMap((scene) => ['-f', 'lavfi', '-t', '1', '-i', `${scene}=${size}`]);
    const same = scenes.map((_, index) => `[${index}]setsar=1,format=gbrp[s${index}]`);
    const joined = `${scenes.map((_, index) => `[s${index}]`).join('')}concat=n=${scenes.length}`;
    const found = await drawnShots([...inputs, '-filter_complex', [...same, joined].join(';')]);
    expect(found).toEqual([0, 25, 50, 75, 100, 125]);
  });

  test('a zoom, noise, fades and a flash are one shot', async () => {
    const changes = [
      'noise=alls=20:allf=t',
      'fade=in:0:15,fade=out:55:15',
      "lutyuv=y=val:enable='1',eq=brightness='if(between(n,30,31),0.6,0)':eval=frame",
    ];
    const found = await drawnShots([
      '-f',
      'lavfi',
      '-t',
      '3',
      '-i',
      `mandelbrot=${size},format=yuv420p,${changes.join()}`,
    ]);
    expect(found).toEqual([0]);
  });
});

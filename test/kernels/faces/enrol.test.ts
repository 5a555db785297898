import { writeFile } from 'node:fs/promises';
import { chooseFace } from '../../../kernels/faces/enrol';
import { unit } from '../../../kernels/faces/embedding';
import { readPicture } from '../../../kernels/faces/read-picture';
import { run } from '../../../media/run';
import { temporaryFolder, tools } from '../../tools';

const face = (width: number, height: number) => {
  return {
    box: [10, 10, 10 + width, 10 + height] as [number, number, number, number],
    score: 0.9,
    landmarks: [],
    embedding: unit([1]),
  };
};

describe('whose face a picture shows', () => {
  it('is the only one’s, or the largest one’s where that is clear', () => {
    expect(chooseFace([face(10, 10)])).toEqual({ face: face(10, 10), others: 0 });
    expect(chooseFace([face(10, 10), face(20, 15), face(1, 1)])).toEqual({ face: face(20, 15), others: 2 });
  });

  it('isn’t known without a face, or with two of about the same size', () => {
    expect(chooseFace([])).toEqual({ refused: expect.stringContaining('no face') as string });
    expect(chooseFace([face(10, 10), face(10, 19)])).toEqual({ refused: expect.stringContaining('2 faces') as string });
  });
});

describe('a picture’s file', () => {
  const folder = temporaryFolder();

  it.each(['png', 'jpg', 'webp'])('is read pixel by pixel: %s', async (ending) => {
    const { ffmpeg } = await tools();
    const path = `${folder()}/a b:1.${ending}`;
    const source = 'color=0x102030:s=40x30,format=rgb24,drawbox=x=20:y=0:w=20:h=30:color=0xC08040:t=fill';
    const encoder = ending === 'png' ? [] : ending === 'jpg' ? ['-q:v', '1'] : ['-lossless', '1'];
    await run(ffmpeg.path, ['-v', 'error', '-f', 'lavfi', '-i', source, '-frames:v', '1', ...encoder, `file:${path}`]);
    const whole = await readPicture(ffmpeg, path, 1280);
    expect(whole).toMatchObject({ width: 40, height: 30 });
    const at = (x: number, y: number) => [...(whole?.pixels.subarray(3 * (40 * y + x), 3 * (40 * y + x) + 3) ?? [])];
    for (const [index, level] of [...at(5, 15), ...at(35, 15)].entries()) {
      expect(Math.abs(level - ([0x10, 0x20, 0x30, 0xc0, 0x80, 0x40][index] ?? 0))).toBeLessThanOrEqual(6);
    }
    expect(await readPicture(ffmpeg, path, 20)).toMatchObject({ width: 20, height: 15 });
  });

  it('that is no picture is none', async () => {
    const { ffmpeg } = await tools();
    const path = `${folder()}/a.jpg`;
    await writeFile(path, 'Hello');
    expect(await readPicture(ffmpeg, path, 1280)).toBeUndefined();
    expect(await readPicture(ffmpeg, `${folder()}/none.jpg`, 1280)).toBeUndefined();
  });
});

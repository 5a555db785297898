import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HistogramRecord, unpackCounts } from '../../../kernels/histogram/record';
import { run } from '../../../media/run';
import { make } from '../../integration/media/clips';
import { rotate } from '../../integration/media/rotate';
import { temporaryFolder, tools } from '../../tools';
import { type Given, countClip } from './run-histogram';

const lossless = ['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '0', '-g', '5', '-bf', '0'];
/** Drawn with all of its colour, else odd sides are rounded. */
const drawn = (size: string, frames = 15) => ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=10:d=${frames / 10},noise=alls=20:allf=t,format=yuv444p`]; // prettier-ignore

interface Sizes {
  width: number;
  height: number;
}
interface Case extends Sizes {
  name: string;
  recipe: string[];
  given: Given;
  /** ffmpeg's, for the same picture. */
  filters: string;
}

const rgb: Omit<Case, 'name' | 'recipe'> = {
  ...{ width: 64, height: 36, given: { longerSide: 64 } },
  filters: 'scale=64:36:flags=neighbor,format=gbrp',
};

const cases: Case[] = [
  { ...rgb, name: '8 bit', recipe: [...drawn('160x90'), ...lossless, '-pix_fmt', 'yuv420p'] },
  { ...rgb, name: '10 bit', recipe: [...drawn('160x90'), ...lossless, '-pix_fmt', 'yuv420p10le'] },
  { ...rgb, name: 'full range', recipe: [...drawn('160x90'), ...lossless, '-pix_fmt', 'yuvj420p'] },
  {
    ...{ ...rgb, name: 'odd sides, all pixels', width: 53, height: 31, given: { longerSide: null } },
    recipe: [...drawn('53x31'), ...lossless, '-pix_fmt', 'yuv444p'],
    filters: 'scale=53:31:flags=neighbor,format=gbrp',
  },
];

/** Counts of each channel, in the order in which the raw frame holds them. */
function plainly(pixels: Buffer, sizes: readonly number[], bins: number): number[][] {
  let start = 0;
  return sizes.map((size) => {
    const counts = new Array<number>(bins).fill(0);
    for (const value of pixels.subarray(start, start + size)) counts[Math.floor((value * bins) / 256)]! += 1;
    start += size;
    return counts;
  });
}

describe('histograms of ffmpeg’s frames', () => {
  const folder = temporaryFolder('all');

  /** Every frame of a clip in one plain pass, through filters that stand here. */
  async function decoded(clip: string, filters: string, frameBytes: number): Promise<Buffer[]> {
    const { ffmpeg } = await tools();
    const path = join(folder(), 'frames.raw');
    await run(ffmpeg.path, ['-nostdin', '-v', 'error', '-i', clip, '-map', '0:v:0', '-vf', filters, ...ffmpeg.passFrames, '-f', 'rawvideo', '-y', path]); // prettier-ignore
    const bytes = await readFile(path);
    return Array.from({ length: bytes.length / frameBytes }, (_, frame) => {
      return bytes.subarray(frame * frameBytes, (frame + 1) * frameBytes);
    });
  }

  async function counted(clip: string, given: Given, channels: number): Promise<number[][][]> {
    const { lines } = await countClip(folder(), clip, given);
    const bins = given.bins ?? 16;
    return lines.map((line) => {
      const counts = unpackCounts(HistogramRecord.parse(JSON.parse(line)), channels * bins);
      return Array.from({ length: channels }, (_, index) => [...counts.subarray(index * bins, (index + 1) * bins)]);
    });
  }

  test.each(cases)(
    '$name: counts equal those of its frames',
    async ({ name, recipe, given, filters, width, height }) => {
      const clip = await make(join(folder(), `${name}.mp4`), recipe);
      const size = width * height;
      const frames = await decoded(clip, filters, 3 * size);
      expect(frames).toHaveLength(15);
      // Told red first, while gbrp holds green first.
      const expected = frames.map((frame) => plainly(frame, [size, size, size], 16)).map(([g, b, r]) => [r, g, b]);
      expect(await counted(clip, given, 3)).toEqual(expected);
    },
  );

  test('a turned video is counted as it is shown, in all bins', async () => {
    const clip = await make(join(folder(), 'turned.mp4'), [...drawn('160x90'), ...lossless, '-pix_fmt', 'yuv420p']);
    await rotate(clip, 90);
    const frames = await decoded(clip, 'scale=36:64:flags=neighbor,format=gbrp', 3 * 36 * 64);
    const expected = frames
      .map((frame) => plainly(frame, [36 * 64, 36 * 64, 36 * 64], 256))
      .map(([g, b, r]) => [r, g, b]);
    expect(await counted(clip, { longerSide: 64, bins: 256 }, 3)).toEqual(expected);
  });

  test.each(['yuv420p', 'yuvj420p'])('luma and chroma are counted as %s holds them', async (format) => {
    const clip = await make(join(folder(), `${format}.mp4`), [...drawn('50x38'), ...lossless, '-pix_fmt', format]);
    const sizes = [50 * 38, 25 * 19, 25 * 19];
    const frames = await decoded(clip, 'null', 50 * 38 * 1.5);
    const expected = frames.map((frame) => plainly(frame, sizes, 64));
    expect(await counted(clip, { channels: 'yuv', bins: 64 }, 3)).toEqual(expected);
    const luma = expected.map(([y]) => [y]);
    expect(await counted(clip, { channels: 'gray', bins: 64 }, 1)).toEqual(luma);
  });

  test('the same records for one segment and for four', async () => {
    const clip = await make(join(folder(), 'cut.mp4'), [...drawn('64x48', 30), ...lossless, '-pix_fmt', 'yuv420p']);
    const whole = await countClip(folder(), clip, {}, 60);
    const cut = await countClip(folder(), clip, {}, 1);
    expect([whole.plan.segments.length, cut.plan.segments.length]).toEqual([1, 4]);
    expect(whole.lines).toHaveLength(30);
    expect(cut.lines).toEqual(whole.lines);
  });
});

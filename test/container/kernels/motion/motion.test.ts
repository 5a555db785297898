import { readFile } from 'node:fs/promises';
import { motion, smallPicture } from '../../../../container/kernels/motion/motion';
import type { KeyFrameIndex } from '../../../../pipeline/key-frame-index';
import { MotionRecord } from '../../../../pipeline/motion';
import { motionLagSeconds } from '../../../../pipeline/motion-window';
import type { Plan } from '../../../../pipeline/plan';
import { planSegments } from '../../../../pipeline/plan-segments';
import type { Region } from '../../../../pipeline/region';
import type { Segment } from '../../../../pipeline/segment';
import { mediaInfo, planOf } from '../../../pipeline/examples';
import { temporaryFolder } from '../../../tools';
import { scene, withNoise, withObject } from './pictures';

const [width, height] = [64, 48];
const still = scene(width, height);
const timeBase = { numerator: 1, denominator: 12_800 };

interface Frame {
  pts: number;
  pixels: Uint8Array;
}

/** A square crosses a noisy picture between 1 s and 3 s, while a lamp goes on at 2 s. */
function sequence(times: readonly number[]): Frame[] {
  return times.map((pts, frame) => {
    const seconds = pts / timeBase.denominator;
    const crossing = seconds >= 1 && seconds < 3;
    const square = { x: Math.round((seconds - 1) * 25), y: 15, width: 10, height: 10 };
    const picture = crossing ? withObject(still, width, square) : still;
    const lit = seconds < 2 ? picture : picture.map((level) => Math.min(255, level * 1.1));
    return { pts, pixels: withNoise(lit, 1.5, frame) };
  });
}

describe('the motion kernel', () => {
  const folder = temporaryFolder();

  function planWith(regions: Region[] = []): Plan {
    return planOf({ regions }, mediaInfo({}, { width, height, timeBase }));
  }

  /** What the kernel says of a segment when it is given the frames from `from` on. */
  async function records(segment: Segment, frames: readonly Frame[], from: number | null, plan = planWith()) {
    const { signal } = new AbortController();
    const ffprobe = { path: '/no/such/ffprobe', version: '0', foundBy: 'test' };
    const run = motion.start({ plan, segment, folder: folder(), ffprobe, signal });
    expect(run.frameBytes).toBe(width * height);
    // One buffer for all frames, as the decoder hands them over.
    const shared = new Uint8Array(width * height);
    for (const { pts, pixels } of frames) {
      if (pts < (from ?? -Infinity) || pts >= (segment.end ?? Infinity)) continue;
      shared.set(pixels);
      run.onFrame(pts, shared);
    }
    const { path, times } = await run.finish();
    const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
    const found = lines.map((line) => MotionRecord.parse(JSON.parse(line)));
    expect(found.map(({ pts }) => pts)).toEqual(times);
    return found;
  }

  const whole: Segment = {
    index: 0,
    start: null,
    end: null,
    seek: null,
    warmUpSeek: null,
    announcedFrames: 0,
    timeRange: { start: 0, end: 4 },
  };
  const constant = Array.from({ length: 100 }, (_, frame) => frame * 512);
  /** From 5 to 50 frames a second, with a pause longer than the lag. */
  const variable = constant
    .flatMap((pts, frame) => (frame % 20 < 5 ? [pts, pts + 256] : frame % 5 === 0 ? [pts] : []))
    .filter((pts) => pts < 20_000 || pts > 26_000);

  test('sees what moves while it moves, and nothing else: not noise, not a lamp', async () => {
    const frames = sequence(constant);
    const moving = (await records(whole, frames, null)).filter(({ area }) => area > 0).map(({ pts }) => pts / 12_800);
    expect(moving[0]).toBe(1);
    // What was left 0.3 s ago still differs for as long.
    expect(moving.at(-1)).toBeCloseTo(3 + motionLagSeconds, 1);
    expect(moving.length).toBeGreaterThan(50);
  });

  test('boxes are relative, around where the square is and where it was', async () => {
    const found = await records(whole, sequence(constant), null);
    const { area, boxes } = found.find(({ pts }) => pts === 1.8 * 12_800)!;
    const [xs, ys] = [boxes.flatMap(([x0, , x1]) => [x0, x1]), boxes.flatMap(([, y0, , y1]) => [y0, y1])];
    expect(Math.min(...xs) * width).toBeCloseTo(12, -0.5);
    expect(Math.max(...xs) * width).toBeCloseTo(30, -0.5);
    expect(Math.min(...ys) * height).toBeCloseTo(15, -0.5);
    expect(Math.max(...ys) * height).toBeCloseTo(25, -0.5);
    expect(area).toBeGreaterThan(0.03);
    expect(area).toBeLessThan(0.07);
  });

  test('motion outside of the regions doesn’t count', async () => {
    const below: Region = { polygon: [[0, 0.7], [1, 0.7], [1, 1], [0, 1]] }; // prettier-ignore
    const beforeTheLamp = sequence(constant.filter((pts) => pts < 25_600));
    const found = await records(whole, beforeTheLamp, null, planWith([below]));
    expect(found).toHaveLength(50);
    expect(found.filter(({ area }) => area > 0)).toEqual([]);
  });

  /** 0.3 s before 1.4 s is 1.1 s here, but not in binary fractions. */
  const tenAFrame = Array.from({ length: 40 }, (_, frame) => frame * 1280);

  test.each([
    ['a constant frame rate', constant, 0.37],
    ['a variable frame rate', variable, 0.37],
    ['ten frames a second, a segment each', tenAFrame, 0.1],
  ])(
    '%s: the records are the same however the video is cut, and wherever decoding began',
    async (_, times, seconds) => {
      const frames = sequence(times);
      const uncut = await records(whole, frames, null);
      // Every frame a key frame in turn of several distances: the tightest warm-up that a plan may choose.
      for (const distance of [1, 7, 12]) {
        const keyFrames = times.filter((_pts, frame) => frame % distance === 0);
        const index: KeyFrameIndex = {
          keyFrames,
          framesFrom: keyFrames.map(() => 1),
          startPts: 0,
          endPts: 51_200,
          frameCount: times.length,
        };
        const lengths = { segmentSeconds: seconds, warmUpSeconds: motionLagSeconds, seekEarlier: false };
        const segments = planSegments(index, timeBase, lengths);
        expect(segments.length).toBeGreaterThan(3);
        const cut = [];
        for (const segment of segments) {
          const planned = await records(segment, frames, segment.warmUpSeek);
          expect(await records(segment, frames, null)).toEqual(planned);
          cut.push(...planned);
        }
        expect(cut).toEqual(uncut);
      }
    },
  );

  test('asks for its warm-up, small and gray', () => {
    const { signal } = new AbortController();
    const ffprobe = { path: '/no/such/ffprobe', version: '0', foundBy: 'test' };
    const { branch } = motion.start({ plan: planOf(), segment: whole, folder: folder(), ffprobe, signal });
    expect(branch).toEqual({
      range: 'warmUp',
      filters: ['scale=320:180:flags=fast_bilinear', 'format=gray'],
      output: { kind: 'frames' },
    });
  });

  test('its result belongs to its segment', async () => {
    const { signal } = new AbortController();
    const ffprobe = { path: '/no/such/ffprobe', version: '0', foundBy: 'test' };
    const segment = { ...whole, index: 7 };
    const run = motion.start({ plan: planWith(), segment, folder: folder(), ffprobe, signal });
    expect(await run.finish()).toMatchObject({ key: 'job-1/segments/00007.motion.ndjson', contentType: 'application/x-ndjson' }); // prettier-ignore
  });
});

describe('smallPicture', () => {
  test.each([
    [1920, 1080, 320, 180],
    [1080, 1920, 180, 320],
    [640, 360, 320, 180],
    [320, 240, 320, 240],
    [160, 120, 160, 120],
    [641, 361, 320, 180],
    [4000, 2, 320, 1],
    [7680, 1, 320, 1],
  ])('%dx%d is looked at as %dx%d', (w, h, smallWidth, smallHeight) => {
    expect(smallPicture({ width: w, height: h })).toEqual({ width: smallWidth, height: smallHeight });
  });
});

import { readFile } from 'node:fs/promises';
import { program, smallPicture } from '../../../kernels/motion/program';
import type { JobOptions } from '../../../pipeline/job-options';
import { MotionRecord } from '../../../pipeline/motion';
import { framesAround, motionWindow } from '../../../pipeline/motion-window';
import type { Plan } from '../../../pipeline/plan';
import { planSegments } from '../../../pipeline/plan-segments';
import type { Segment } from '../../../pipeline/segment';
import { taskDependencies } from '../../container/fakes';
import { jobOptions, mediaInfo, planOf } from '../../pipeline/examples';
import { temporaryFolder } from '../../tools';
import { ground, lit, randomNumbers, spot, withNoise, withPicture } from './pictures';

const [width, height] = [40, 30];
const still = ground(width, height);
const thing = withNoise(new Uint8Array(width * height).fill(235), 8, 3);

interface Frame {
  pts: number;
  pixels: Uint8Array;
}
interface Video {
  plan: Plan;
  frames: Frame[];
}

/** Somebody comes, stands, and leaves; others pass; the light is switched, a lamp moves, the camera shakes, and is turned away for a moment. */
function drawn(time: number): Uint8Array {
  const shake = time % 11 < 3 ? Math.sin(12 * time) : 0;
  let picture = shake === 0 ? still : ground(width, height, shake, shake / 2);
  if (time % 25 > 5 && time % 25 < 16)
    picture = withPicture(picture, width, { x: 24, y: 8, width: 7, height: 14 }, thing);
  const passer = { x: Math.round((time * 9) % 60) - 10, y: 16, width: 8, height: 8 };
  if (time % 13 > 4) picture = withPicture(picture, width, passer, thing);
  if (time % 31 > 17) picture = picture.map((level) => level * 0.7);
  if (time % 47 > 44)
    picture = picture.map((level, pixel) => ((pixel * 131 + Math.floor(9 * time)) % 251) ^ (level & 64));
  return lit(picture, width, spot((time * 4) % width, 10, 20, 1.3));
}

/** @param times in units of the time base, from the start of the video's clock on */
function video(times: readonly number[], denominator: number, startPts = 0, options: Partial<JobOptions> = {}): Video {
  const timeBase = { numerator: 1, denominator };
  const endPts = startPts + (times.at(-1) ?? 0) + denominator / 25;
  const stream = { width, height, timeBase, startPts, endPts, frameCount: times.length };
  const media = mediaInfo({ durationSeconds: (endPts - startPts) / denominator }, stream);
  const frames = times.map((ticks, frame) => {
    return { pts: startPts + ticks, pixels: withNoise(drawn(ticks / denominator), 2, frame) };
  });
  return { plan: { ...planOf({}, media), options: jobOptions(options) }, frames };
}

const whole: Segment = {
  ...{ index: 0, start: null, end: null, seek: null, warmUpSeek: null, lookAheadEnd: null, announcedFrames: null },
  timeRange: { start: 0, end: 60 },
};

/** Borders are the frames at which it is cut; each piece needs exactly what the window says. */
function cutAt({ plan }: Video, borders: readonly number[]): Segment[] {
  return [null, ...borders].map((start, index) => {
    const end = borders[index] ?? null;
    const { from, to } = framesAround(plan.media, start, end);
    return { ...whole, index, start, end, seek: start, warmUpSeek: from, lookAheadEnd: to };
  });
}

describe('the motion kernel', () => {
  const folder = temporaryFolder();
  const start = (plan: Plan, segment: Segment) => {
    const { dependencies } = taskDependencies({ folder: folder() });
    return program.start({ ...dependencies, plan, segment });
  };

  /** What it says of a segment when it is given the frames from `warmUpSeek` to `lookAheadEnd`; lines, as they are written. */
  async function lines({ plan, frames }: Video, segment: Segment): Promise<string[]> {
    const run = start(plan, segment);
    expect(run.frameBytes).toBe(width * height);
    // One buffer for all frames, as the decoder hands them over.
    const shared = new Uint8Array(width * height);
    for (const { pts, pixels } of frames) {
      if (pts < (segment.warmUpSeek ?? -Infinity) || pts >= (segment.lookAheadEnd ?? Infinity)) continue;
      shared.set(pixels);
      run.onFrame(pts, shared);
    }
    const { path, times } = await run.finish();
    const own = frames
      .map(({ pts }) => pts)
      .filter((pts) => pts >= (segment.start ?? -Infinity) && pts < (segment.end ?? Infinity));
    expect(times).toEqual(own);
    const text = await readFile(path, 'utf8');
    expect(text === '' || text.endsWith('\n')).toBe(true);
    const written = text.split('\n').slice(0, -1);
    expect(written.map((line) => MotionRecord.parse(JSON.parse(line)).pts)).toEqual(own);
    return written;
  }

  async function allLines(of: Video, segments: readonly Segment[]): Promise<string[]> {
    const found: string[] = [];
    for (const segment of segments) found.push(...(await lines(of, segment)));
    return found;
  }

  const every = (ticks: number, count: number) =>
    Array.from({ length: count }, (_, frame) => Math.round(frame * ticks));
  const random = randomNumbers(11);
  /** Bursts of 60 frames a second, stretches of 10, of one, and a pause of four seconds. */
  const variable = every(100 / 6, 4200).filter((ticks, frame) => {
    const seconds = ticks / 1000;
    if (seconds > 33 && seconds < 37) return false;
    if (seconds % 20 < 2) return true;
    return frame % 60 === 0 || (seconds % 20 < 13 && frame % 6 === 0 && random() < 0.9);
  });

  const videos: [string, () => Video][] = [
    ['a constant frame rate', () => video(every(1280, 800), 12_800)],
    ['29.97 frames a second, in a clock that begins later', () => video(every(1001, 1290), 30_000, 4_321)],
    ['a variable frame rate in milliseconds', () => video(variable, 1000, 70)],
    ['60 frames a second, shorter than a window', () => video(every(1500, 400), 90_000)],
  ];

  describe.each(videos)('%s', (_, make) => {
    let uncut: string[] = [];
    let of: Video;
    beforeAll(() => (of = make()));
    beforeEach(async () => {
      if (uncut.length === 0) uncut = await lines(of, whole);
    });
    const randomBorders = (seed: number, count: number): number[] => {
      const next = randomNumbers(seed);
      const drawn = Array.from(
        { length: count },
        () => of.frames[1 + Math.floor(next() * (of.frames.length - 1))]!.pts,
      );
      return [...new Set(drawn)].sort((a, b) => a - b);
    };

    test('there is something to find', () => {
      const records = uncut.map((line) => MotionRecord.parse(JSON.parse(line)));
      expect(records.length).toBe(of.frames.length);
      const some = records.filter(({ objects }) => objects.some(({ moving }) => moving > 0.1)).length;
      expect(some).toBeGreaterThan(records.length / 10);
      expect(records.flatMap(({ flags }) => flags).length).toBeGreaterThan(0);
      // Nobody comes to stay in a few seconds.
      const isLong = of.plan.media.durationSeconds > 27;
      expect(records.some(({ steps }) => steps.length > 0)).toBe(isLong);
    });

    test.each([1, 2, 3, 4])('cut at random frames (%d), the records are the same', async (seed) => {
      const segments = cutAt(of, randomBorders(seed, seed + 1));
      expect(segments.length).toBeGreaterThan(1);
      expect(await allLines(of, segments)).toEqual(uncut);
    });

    test('cut where cells begin, a frame later, and after a pause, they are the same', async () => {
      const { startPts, timeBase } = of.plan.media.video;
      const { cellSeconds } = motionWindow(of.plan.media);
      const seconds = of.frames.map(({ pts }) => (pts - startPts) / timeBase.denominator);
      const isFirst = (frame: number) => cell(frame) !== cell(frame - 1);
      const cell = (frame: number) => Math.floor((seconds[frame] ?? 0) / cellSeconds + 1e-6);
      const firsts = seconds.flatMap((_, frame) => (frame > 0 && isFirst(frame) ? [frame] : []));
      // Every third, and all that come a second or more after the frame before.
      const some = firsts.filter((frame, place) => place % 3 === 0 || seconds[frame]! - seconds[frame - 1]! > 0.99);
      for (const later of [0, 1]) {
        const borders = some.map((frame) => of.frames[frame + later]!.pts);
        expect(await allLines(of, cutAt(of, borders))).toEqual(uncut);
      }
    });

    test('as it is planned, with random key frames, they are the same', async () => {
      const keyFrames = [of.frames[0]!.pts, ...randomBorders(9, 40)];
      const { startPts, endPts, timeBase } = of.plan.media.video;
      const index = { keyFrames, startPts, endPts, frameCount: of.frames.length };
      const segmentSeconds = of.plan.media.durationSeconds / 4;
      const around = (from: number | null, to: number | null) => framesAround(of.plan.media, from, to);
      for (const seekEarlier of [false, true]) {
        const segments = planSegments(index, timeBase, { segmentSeconds, around, seekEarlier });
        expect(segments.length).toBeGreaterThan(1);
        expect(await allLines(of, segments)).toEqual(uncut);
      }
    });

    test('more frames than needed change nothing', async () => {
      const [, segment] = cutAt(of, randomBorders(4, 2));
      const more = await lines(of, { ...segment!, warmUpSeek: null, lookAheadEnd: null });
      expect(more).toEqual(await lines(of, segment!));
    });
  });

  test('fewer frames than the window would not do, before or after', async () => {
    const of = video(every(1280, 800), 12_800);
    const uncut = await lines(of, whole);
    const [, segment] = cutAt(of, [26 * 12_800, 31 * 12_800]);
    const own = uncut.slice(260, 310);
    expect(await lines(of, segment!)).toEqual(own);
    const cell = 3 * 12_800;
    // The first cell is for the background before, of which nothing is told where a segment begins within a cell.
    expect(await lines(of, { ...segment!, warmUpSeek: segment!.warmUpSeek! + 2 * cell })).not.toEqual(own);
    expect(await lines(of, { ...segment!, lookAheadEnd: segment!.lookAheadEnd! - cell })).not.toEqual(own);
  });

  test('regions, masks and sensitivity are those of the job', async () => {
    const times = every(1280, 300);
    const options = jobOptions({
      regions: [{ name: 'left', polygon: [[0, 0], [0.5, 0], [0.5, 1], [0, 1]] }, { name: 'right', polygon: [[0.5, 0], [1, 0], [1, 1], [0.5, 1]] }], // prettier-ignore
      masks: [{ polygon: [[0, 0], [1, 0], [1, 0.5], [0, 0.5]] }], // prettier-ignore
    } as Partial<JobOptions>);
    const objects = (found: string[]) => found.flatMap((line) => MotionRecord.parse(JSON.parse(line)).objects);
    const [given, plain] = [
      objects(await lines(video(times, 12_800, 0, options), whole)),
      objects(await lines(video(times, 12_800), whole)),
    ];
    expect(new Set(given.flatMap(({ regions }) => regions.map(([number]) => number)))).toEqual(new Set([0, 1]));
    expect(Math.min(...given.map(({ box }) => box[1]))).toBeGreaterThanOrEqual(0.5 - 1 / height);
    expect(Math.min(...plain.map(({ box }) => box[1]))).toBeLessThan(0.4);
    const blunt = jobOptions({ motion: { ...options.motion, sensitivity: 0.1 } });
    expect(objects(await lines(video(times, 12_800, 0, blunt), whole)).length).toBeLessThan(plain.length / 4);
  });

  test('asks for its warm-up, small and gray', () => {
    const { branch, frameBytes } = start(planOf(), whole);
    expect(branch).toEqual({
      range: 'warmUp',
      filters: ['scale=320:180:flags=fast_bilinear', 'format=gray'],
      output: { kind: 'frames' },
    });
    expect(frameBytes).toBe(320 * 180);
  });

  test('its result belongs to its segment, and may be empty', async () => {
    const run = start(planOf(), { ...whole, index: 7 });
    const result = await run.finish();
    expect(result).toMatchObject({ key: 'job-1/segments/00007.motion.ndjson', contentType: 'application/x-ndjson', times: [] }); // prettier-ignore
    expect(await readFile(result.path, 'utf8')).toBe('');
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
    [7680, 4320, 320, 180],
    [7680, 1, 320, 1],
    [16, 16, 16, 16],
  ])('%dx%d is looked at as %dx%d', (w, h, smallWidth, smallHeight) => {
    expect(smallPicture({ width: w, height: h })).toEqual({ width: smallWidth, height: smallHeight });
  });
});

import { MotionDetector } from '../../../kernels/motion/detector';
import { MotionRecord, type MovingObject } from '../../../pipeline/motion';
import { type MotionWindow, mostFramesPerSecond, motionWindow } from '../../../pipeline/motion-window';
import { Mask, type Point, Region, wholePicture } from '../../../pipeline/region';
import { mediaInfo } from '../../pipeline/examples';
import { ground, type Rectangle, withNoise, withPicture } from './pictures';

interface Clip {
  fps: number;
  seconds: number;
  draw: (time: number) => Uint8Array;
  width?: number;
  height?: number;
  regions?: Region[];
  masks?: Mask[];
}
interface Seen extends MotionRecord {
  time: number;
}

const [width, height] = [64, 48];
const still = ground(width, height);

const windowOf = (durationSeconds: number, frameCount: number): MotionWindow =>
  motionWindow({ durationSeconds, video: mediaInfo({}, { frameCount }).video });

/** What is said of every frame, with noise over what is drawn. A tick is a frame. */
function detect(clip: Clip, sigma = 1.5): Seen[] {
  const { fps, seconds, draw } = clip;
  const count = Math.round(fps * seconds);
  const detector = new MotionDetector({
    ...{ width, height, regions: [wholePicture], masks: [], sensitivity: 1, window: windowOf(seconds, count), ...clip },
  });
  const shared = new Uint8Array((clip.width ?? width) * (clip.height ?? height));
  const records = Array.from({ length: count }, (_, frame) => {
    // The decoder has one buffer for all frames.
    shared.set(withNoise(draw(frame / fps), sigma, frame));
    return detector.push(frame, frame / fps, shared, true, true);
  }).flat();
  records.push(...detector.end());
  expect(records.map(({ pts }) => pts)).toEqual(Array.from({ length: count }, (_, frame) => frame));
  for (const record of records) expect(MotionRecord.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
  return records.map((record) => ({ ...record, time: record.pts / fps }));
}

/** Where a thing is that crosses the picture from left to right between two times, while it is in it as a whole. */
function crossing(from: number, to: number, side = 10) {
  return (time: number): Rectangle | undefined => {
    if (time < from || time >= to) return undefined;
    const x = Math.round(((time - from) / (to - from)) * (width - side));
    return { x, y: 18, width: side, height: side };
  };
}
const thing = withNoise(new Uint8Array(width * height).fill(240), 4, 5);
const drawn = (at: Rectangle | undefined, onto = still) => (at ? withPicture(onto, width, at, thing) : onto);
const pixelBox = ({ box: [x0, y0, x1, y1] }: MovingObject) => [x0 * width, y0 * height, x1 * width, y1 * height];
const rectangle = (x0: number, y0: number, x1: number, y1: number): Point[] => [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]; // prettier-ignore
const region = (name: string, polygon: Point[], rest: Partial<Region> = {}) => Region.parse({ name, polygon, ...rest });

describe('MotionDetector', () => {
  const at = crossing(6, 9);
  const passing: Clip = { fps: 12.5, seconds: 20, draw: (time) => drawn(at(time)) };
  /** The frames in which there is anything. */
  const times = (records: readonly Seen[]) =>
    records.filter(({ objects }) => objects.length > 0).map(({ time }) => time);

  test('finds what crosses the picture in every frame it is in, where it is, and nothing else', () => {
    const records = detect(passing);
    for (const { time, objects, flags } of records) {
      const truth = at(time);
      expect({ time, count: objects.length, flags }).toEqual({ time, count: truth ? 1 : 0, flags: [] });
      if (!truth || !objects[0]) continue;
      const corners = [truth.x, truth.y, truth.x + truth.width, truth.y + truth.height];
      const errors = pixelBox(objects[0]).map((value, side) => Math.abs(value - (corners[side] ?? 0)));
      expect({ time, error: Math.max(...errors) <= 2 }).toEqual({ time, error: true });
      expect(objects[0].area * width * height).toBeGreaterThan(80);
    }
  });

  test('says that it moves, is a thing, and lies in the region as a whole', () => {
    const inside = detect(passing).filter(({ time }) => time > 6.5 && time < 8.5);
    expect(inside.length).toBeGreaterThan(20);
    for (const {
      objects: [object],
    } of inside) {
      // prettier-ignore
      expect(object?.moving).toBeGreaterThan(0.3);
      expect(object?.edge).toBeGreaterThan(0.3);
      expect(object?.alike).toBeLessThan(0.5);
      expect(object?.regions).toEqual([[0, object?.area]]);
    }
  });

  test('without it there is nothing, also in more noise', () => {
    for (const sigma of [0, 1.5, 6]) {
      const quiet = detect({ ...passing, draw: () => still }, sigma);
      expect(quiet.flatMap(({ objects, steps, flags }) => [...objects, ...steps, ...flags])).toEqual([]);
    }
  });

  test('a light that is switched on is a jump of light, and nothing for long', () => {
    const dark = still.map((level) => level * 0.5);
    const records = detect({ ...passing, draw: (time) => (time < 9.5 ? dark : still) });
    const flagged = records.filter(({ flags }) => flags.includes('light')).map(({ time }) => time);
    expect(flagged[0]).toBeCloseTo(9.52, 5);
    expect(flagged.at(-1)).toBeLessThan(9.5 + 0.8);
    expect(times(records).filter((time) => time < 9.5)).toEqual([]);
    // Twice as bright, the samples from before have twice the noise: specks of it may be left, that don't move.
    const left = records.filter(({ time }) => time > 9.5 + 0.8).flatMap(({ objects }) => objects);
    expect(left.filter(({ area, moving }) => area * width * height > 6 || moving > 0)).toEqual([]);
    expect(left.length).toBeLessThan(15);
    expect(records.some(({ flags }) => flags.includes('camera'))).toBe(false);
  });

  test.each([
    [12, false],
    [20, true],
  ])('a light that adds %d levels is a jump: %s', (levels, isJump) => {
    const records = detect({ ...passing, draw: (time) => (time < 9.5 ? still : still.map((level) => level + levels)) });
    expect(records.some(({ flags }) => flags.includes('light'))).toBe(isJump);
  });

  test('a camera that moves is flagged, and nothing said of objects meanwhile', () => {
    const records = detect({ ...passing, fps: 5, draw: (time) => ground(width, height, 9 * time, 4 * time) });
    const lost = records.filter(({ flags }) => flags.includes('camera'));
    expect(lost.length).toBeGreaterThan(0.9 * records.length);
    expect(lost.flatMap(({ objects }) => objects)).toEqual([]);
  });

  test('a camera that shakes a little is not', () => {
    const shaken = (time: number) => ground(width, height, 1.5 * Math.sin(9 * time), 1.2 * Math.cos(7 * time));
    const records = detect({ ...passing, draw: (time) => drawn(at(time), shaken(time)) });
    const [during, others] = [true, false].map((isThere) =>
      records.filter(({ time }) => Boolean(at(time)) === isThere),
    );
    expect(during!.filter(({ objects }) => objects.length === 1).length).toBeGreaterThan(0.95 * during!.length);
    expect(others!.filter(({ objects }) => objects.length > 0).length).toBeLessThan(0.02 * others!.length);
    expect(records.flatMap(({ flags }) => flags)).toEqual([]);
  });

  test('who comes to stay is in the background at some time, and who leaves goes from it', () => {
    const stands = { x: 30, y: 18, width: 10, height: 14 };
    const records = detect({
      fps: 5,
      seconds: 60,
      draw: (time) => drawn(time >= 15 && time < 40 ? stands : undefined),
    });
    const steps = records.flatMap(({ time, steps }) => steps.map((step) => ({ time, ...step })));
    expect(steps.length).toBeGreaterThanOrEqual(2);
    const [came, left] = [steps[0]!, steps.at(-1)!];
    expect([came.edge! > 0.3, left.edge! < -0.3]).toEqual([true, true]);
    expect([Math.abs(came.time - 15) < 4, Math.abs(left.time - 40) < 4]).toEqual([true, true]);
    for (const step of steps) expect(Math.abs(pixelBox(step)[0]! - 30)).toBeLessThanOrEqual(2);
  });

  test('that somebody came or went is told once, however many frames there are', () => {
    const stands = { x: 30, y: 18, width: 10, height: 14 };
    const records = detect({ fps: 40, seconds: 36, draw: (time) => drawn(time >= 18 ? stands : undefined) });
    const told = records.filter(({ steps }) => steps.length > 0).map(({ time }) => Math.floor(time / 3));
    expect(told.length).toBeGreaterThan(0);
    expect(new Set(told).size).toBe(told.length);
  });

  test('what moved and stands moves for a third of a second still', () => {
    const jumping = (time: number) => ({ x: time < 8 ? 10 : 40, y: 18, width: 10, height: 10 });
    const records = detect({ ...passing, draw: (time) => drawn(time >= 7 && time < 9 ? jumping(time) : undefined) });
    const movingAt = (from: number, to: number) =>
      records
        .filter(({ time }) => time > from && time < to)
        .flatMap(({ objects }) => objects.map(({ moving }) => moving));
    expect(movingAt(7.4, 7.99)).toEqual(movingAt(7.4, 7.99).map(() => 0));
    expect(Math.min(...movingAt(7.99, 8.25))).toBeGreaterThan(0.5);
    expect(movingAt(8.4, 9).length).toBeGreaterThan(5);
    expect(Math.max(...movingAt(8.4, 9))).toBe(0);
  });

  describe('regions', () => {
    test('what lies in none isn’t said', () => {
      const below = region('below', rectangle(0, 0.7, 1, 1));
      expect(times(detect({ ...passing, regions: [below] }))).toEqual([]);
    });

    test('a region of one pixel finds what passes over it, for as long', () => {
      const pixel = region('dot', rectangle(32 / width, 23 / height, 33 / width, 24 / height));
      // What is beside it is told, too, in no region, so that it is known where things come from.
      const records = detect({ ...passing, regions: [pixel] });
      const found = times(
        records.map((record) => ({ ...record, objects: record.objects.filter(({ regions }) => regions.length > 0) })),
      );
      expect(found.length).toBeLessThan(times(records).length);
      const over = Array.from({ length: 250 }, (_, frame) => frame / 12.5).filter((time) => {
        const truth = at(time);
        return truth && truth.x <= 32 && truth.x + truth.width > 32;
      });
      expect(over.length).toBeGreaterThan(5);
      // A frame more or less where only a corner of its neighbourhood is covered.
      expect(found.filter((time) => time < over[0]! - 0.081 || time > over.at(-1)! + 0.081)).toEqual([]);
      expect(over.filter((time) => !found.includes(time)).length).toBeLessThanOrEqual(1);
    });

    test('of 50 regions, those in which it is', () => {
      const [columns, rows] = [10, 5];
      const regions = Array.from({ length: 50 }, (_, number) => {
        const [x, y] = [number % columns, Math.floor(number / columns)];
        return region(`${number}`, rectangle(x / columns, y / rows, (x + 1) / columns, (y + 1) / rows));
      });
      const records = detect({ ...passing, regions }).filter(({ objects }) => objects.length > 0);
      expect(records.length).toBeGreaterThan(30);
      for (const {
        time,
        objects: [object],
      } of records) {
        // prettier-ignore
        const { x, y, width: wide, height: high } = at(time)!;
        const numbers = object!.regions.map(([number]) => number);
        // The one in which its middle is, and none that it doesn't touch.
        expect(numbers).toContain(Math.floor(((y + high / 2) * rows) / height) * columns + Math.floor(((x + wide / 2) * columns) / width)); // prettier-ignore
        for (const number of numbers) {
          const [left, top] = [((number % columns) * width) / columns, (Math.floor(number / columns) * height) / rows];
          expect(left < x + wide + 2 && left + width / columns > x - 2).toBe(true);
          expect(top < y + high + 2 && top + height / rows > y - 2).toBe(true);
        }
        const parts = object!.regions.reduce((sum, [, part]) => sum + part, 0);
        expect(parts).toBeCloseTo(object!.area, 2);
      }
    });

    test('a region counts only what is large enough for it', () => {
      const size = 100 / (width * height);
      const regions = [region('all', wholePicture.polygon, { minSize: size / 2 }), region('large', wholePicture.polygon, { minSize: 2 * size })]; // prettier-ignore
      const records = detect({ ...passing, regions });
      const numbers = records.flatMap(({ objects }) =>
        objects.flatMap((object) => object.regions.map(([number]) => number)),
      );
      expect(new Set(numbers)).toEqual(new Set([0]));
    });

    test('nothing is seen behind a mask, and with one over everything nothing at all', () => {
      const masks = [Mask.parse({ polygon: rectangle(0.5, 0, 1, 1) })];
      const boxes = detect({ ...passing, masks }).flatMap(({ objects }) => objects.map((object) => pixelBox(object)));
      expect(boxes.length).toBeGreaterThan(10);
      expect(Math.max(...boxes.map((box) => box[2]!))).toBeLessThanOrEqual(34);
      const all = detect({ ...passing, masks: [Mask.parse({ polygon: wholePicture.polygon })] });
      expect(all.flatMap(({ objects, steps, flags }) => [...objects, ...steps, ...flags])).toEqual([]);
    });

    test('one outside of the picture can’t be given', () => {
      expect(Region.safeParse({ name: 'out', polygon: rectangle(1.1, 0, 1.5, 1) }).success).toBe(false);
    });
  });

  describe('odd videos', () => {
    test.each([1, 2, 5])('a clip of %d frames has as many records', (frames) => {
      const records = detect({ fps: 25, seconds: frames / 25, draw: () => still });
      expect(records.map(({ objects, flags }) => [objects, flags])).toEqual(
        Array.from({ length: frames }, () => [[], []]),
      );
    });

    test('no frame at all is no record', () => {
      expect(detect({ fps: 25, seconds: 0, draw: () => still })).toEqual([]);
    });

    test('in a clip of a second, what crosses it is found', () => {
      const at = crossing(0.3, 0.8);
      const found = times(detect({ fps: 25, seconds: 1, draw: (time) => drawn(at(time)) }));
      expect(found.length).toBeGreaterThan(9);
      // The last one may be the record of the frame before.
      expect(found.every((time) => at(time) ?? at(time - 1 / mostFramesPerSecond))).toBe(true);
    });

    test.each([0, 255])('a picture that is %d everywhere has nothing in it', (level) => {
      const records = detect({ fps: 5, seconds: 20, draw: () => still.map(() => level) }, 0);
      expect(records.flatMap(({ objects, steps, flags }) => [...objects, ...steps, ...flags])).toEqual([]);
    });

    test('16x16 pixels are enough for something of 5x5', () => {
      const small = ground(16, 16);
      const at = (time: number) => ({ x: Math.floor(3 * (time - 8)), y: 5, width: 5, height: 5 });
      const isThere = (time: number) => time >= 8 && time < 11;
      const draw = (time: number) => (isThere(time) ? withPicture(small, 16, at(time), small.map(() => 245)) : small); // prettier-ignore
      const found = times(detect({ fps: 12.5, seconds: 20, draw, width: 16, height: 16 }));
      expect(found.filter((time) => !isThere(time))).toEqual([]);
      expect(found.length).toBeGreaterThan(30);
    });

    test('1 fps: it is found in each of its frames', () => {
      const at = crossing(20, 26);
      const records = detect({ fps: 1, seconds: 60, draw: (time) => drawn(at(time)) });
      expect(times(records)).toEqual([20, 21, 22, 23, 24, 25]);
    });

    test('240 fps: what lies between the frames that are looked at shares the record of the one before', () => {
      const at = crossing(1, 2);
      const records = detect({ fps: 240, seconds: 3, draw: (time) => drawn(at(time)) });
      const share = 240 / mostFramesPerSecond;
      for (const [frame, record] of records.entries()) {
        const lookedAt = records[share * Math.floor(frame / share)]!;
        expect([record.objects, record.flags]).toEqual([lookedAt.objects, lookedAt.flags]);
        if (frame % share > 0) expect(record.steps).toEqual([]);
      }
      const distinct = new Set(records.map(({ objects }) => JSON.stringify(objects)));
      expect(distinct.size).toBeGreaterThan(0.9 * mostFramesPerSecond);
      expect(times(records).length).toBeGreaterThan(200);
    });

    test('240 fps: what lies between them isn’t looked at, nor in any background', () => {
      const white = still.map(() => 255);
      const isBetween = (time: number) => Math.round(240 * time) % (240 / mostFramesPerSecond) > 0;
      const records = detect({ fps: 240, seconds: 3, draw: (time) => (isBetween(time) ? white : still) });
      expect(records.flatMap(({ objects, steps, flags }) => [...objects, ...steps, ...flags])).toEqual([]);
    });
  });

  test('hands a record over once what comes after it is known, of own frames only, and keeps no more than it needs', () => {
    const window = windowOf(60, 300);
    const detector = new MotionDetector({
      ...{ width, height, regions: [wholePicture], masks: [], sensitivity: 1 },
      window,
    });
    const handed = Array.from({ length: 300 }, (_, frame) => {
      const time = frame / 5;
      return detector.push(frame, time, still, time >= 30 && time < 40, time >= 29 && time < 40).map(({ pts }) => pts);
    });
    const own = Array.from({ length: 50 }, (_, frame) => 150 + frame);
    expect(handed.flat()).toEqual(own);
    expect(detector.end()).toEqual([]);
    // The frame at 30 s waits for the sample four cells of 3 s later, which takes two frames within 0.35 s.
    const first = handed.findIndex((records) => records.length > 0);
    expect(first / 5).toBeGreaterThanOrEqual(42);
    expect(first / 5).toBeLessThan(42.6);
  });
});

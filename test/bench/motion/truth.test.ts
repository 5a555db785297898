import { drawScene } from '../../../bench/motion/scenes/render-scene';
import type { Actor, Scene } from '../../../bench/motion/scenes/scene';
import { fileNameOf, kindNames, scenes } from '../../../bench/motion/scenes/scenes';
import { type Truth, presentFrom } from '../../../bench/motion/scenes/truth';
import { MotionOptions } from '../../../kernels/motion/options';
import { Mask, Region } from '../../../pipeline/region';

/** 10 frames a second, so that times are easily told. */
const scene = (actors: Actor[], more: Partial<Scene> = {}): Scene => ({
  ...{ kind: 'test', seed: 1, width: 120, height: 60, frameRate: { numerator: 10, denominator: 1 }, seconds: 8 },
  ...{ noise: 1, crf: 28, dropsFrames: false, ground: 'hall', actors, effects: [], regions: [], masks: [], motion: {} },
  ...more,
});

/** A ball of 12 pixels at y = 40, its middle at the given places. */
const ball = (...path: [time: number, x: number][]): Actor => ({
  ...{ look: 'ball', height: 12 },
  path: path.map(([time, x]) => ({ time, x, y: 40 })),
});

const region = (name: string, left: number, right: number) =>
  Region.parse({ name, polygon: [[left, 0], [right, 0], [right, 1], [left, 1]] }); // prettier-ignore

function truthOf(drawn: Scene): Truth {
  const drawing = drawScene(drawn);
  for (;;) {
    const { done, value } = drawing.next();
    if (done === true) return value;
  }
}

describe('the truth of a scene', () => {
  const right = region('right', 0.5, 1);

  test('an event begins when enough of an object is in the region and ends when too little is', () => {
    // 2 pixels a frame, so that its front is at 60 after 3.7 s, with one pixel, and two are needed in so small a picture.
    const { events, frames } = truthOf(scene([ball([1, 0], [7, 120])], { regions: [right] }));
    expect(events).toEqual([{ region: 'right', start: 3.8, end: 7.1 }]);
    expect(frames).toHaveLength(80);
    expect(frames.flatMap(({ time, boxes }) => (boxes.length > 0 ? [time] : [])).at(0)).toBe(3.8);
  });

  test('boxes are what is visible inside the region', () => {
    const { frames } = truthOf(scene([ball([0, 60], [8, 60])], { regions: [right] }));
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = frames[40]?.boxes[0] ?? [];
    expect(x0).toBe(0.5);
    // Pixels that are half covered belong to it.
    for (const [found, drawn] of [
      [x1 * 120, 66.5],
      [y0 * 60, 28],
      [y1 * 60, 40.5],
    ] as const) {
      expect(Math.abs(found - drawn)).toBeLessThanOrEqual(1);
    }
  });

  test('what stands still is present until it leaves, from the start on if it was there', () => {
    const { events } = truthOf(scene([ball([0, 90], [5, 90], [5.5, 200])], { regions: [right] }));
    expect(events).toEqual([{ region: 'right', start: 0, end: 5.2 }]);
  });

  test('pauses up to the longest one are part of the event', () => {
    const actors = [ball([1, 90], [2, 90]), ball([3.9, 90], [4.9, 90])];
    expect(truthOf(scene(actors, { regions: [right] })).events).toHaveLength(1);
    expect(truthOf(scene(actors, { regions: [right], motion: { maxGapSeconds: 1 } })).events).toEqual([
      { region: 'right', start: 1, end: 2.1 },
      { region: 'right', start: 3.9, end: 5 },
    ]);
  });

  test('each region has its own events, and masks take their part away', () => {
    const left = region('left', 0, 0.4);
    const { polygon } = region('mask', 0.6, 1);
    const masks = [Mask.parse({ polygon })];
    const { events } = truthOf(
      scene([ball([1, 20], [3, 20]), ball([1, 90], [3, 90])], { regions: [left, right], masks }),
    );
    expect(events.map(({ region: name }) => name)).toEqual(['left']);
  });

  test('light, weather and plants are no events', () => {
    const effects: Scene['effects'] = [
      { effect: 'rain', streaks: 30, levels: 30, slant: 0 },
      { effect: 'foliage', x: 60, y: 30, radius: 20, pixels: 4 },
      { effect: 'blob', path: [{ time: 1, x: 0, y: 30 }, { time: 3, x: 120, y: 30 }], radius: 15, blur: 5, depth: 0.4 }, // prettier-ignore
      { effect: 'tone', steps: [{ time: 4, gain: 1.5, offset: 0, noise: 1 }] },
    ];
    const { events, frames } = truthOf(scene([], { effects }));
    expect(events).toEqual([]);
    expect(frames.every(({ boxes }) => boxes.length === 0)).toBe(true);
  });

  test('boxes follow the camera', () => {
    const still = truthOf(scene([ball([0, 60], [8, 60])]));
    const moved = truthOf(scene([ball([0, 60], [8, 60])], { effects: [{ effect: 'drift', x: 10, y: 0 }] }));
    const leftOf = ({ frames }: Truth) => (frames.at(-1)?.boxes[0]?.[0] ?? 0) * 120;
    expect(leftOf(moved) - leftOf(still)).toBeCloseTo(10, 0);
  });

  test('counts a quarter of a small object, 60 pixels of 640x360 of a large one, and never less than 0.016 %', () => {
    const picture = 640 * 360;
    expect(presentFrom(200, picture)).toBe(50);
    expect(presentFrom(5000, picture)).toBe(60);
    expect(presentFrom(40, picture)).toBeCloseTo(36.9, 1);
  });
});

describe('scenes', () => {
  const all = scenes([1, 2]);

  test('are many kinds, each with a file name of its own', () => {
    expect(kindNames.length).toBeGreaterThanOrEqual(24);
    expect(new Set(all.map(fileNameOf)).size).toBe(2 * kindNames.length);
  });

  test('have motion options that a job may have', () => {
    for (const { motion } of all) expect(() => MotionOptions.parse(motion)).not.toThrow();
  });

  test('are the same for the same seed and others for another', () => {
    expect(scenes([1])).toEqual(all.filter(({ seed }) => seed === 1));
    const [one, other] = scenes([1, 2], ['rain']);
    expect(one?.actors).not.toEqual(other?.actors);
  });

  test('draw the same frames again', () => {
    const few = (): number[] => {
      const drawing = drawScene(
        scene([ball([0, 20], [8, 90])], { effects: [{ effect: 'jitter', pixels: 2 }], seconds: 0.3 }),
      );
      return [...drawing].flatMap((frame) => [...frame]);
    };
    const drawn = few();
    expect(drawn).toHaveLength(3 * 120 * 60 * 1.5);
    expect(few()).toEqual(drawn);
  });

  test('refuse a kind that there is none of', () => {
    expect(() => scenes([1], ['volcano'])).toThrow(/no kind of scene "volcano"/);
  });
});

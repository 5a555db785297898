import { type Box, MotionRecord, type MovingObject } from '../../pipeline/motion';
import { type Judged, MotionTracks, type TrackRules } from '../../pipeline/motion-tracks';
import { movingObject } from './examples';

const rate = 25;
const rules: TrackRules = { maxStandSeconds: 60, aspect: 1, frameSeconds: 0.04, cellSeconds: 3, regionAreas: [1] };

/** Somebody whose left upper corner is there: half as wide as high, of a tenth of the picture. */
const somebody = (x: number, looks: Partial<MovingObject> = {}): MovingObject =>
  movingObject([x, 0.3, x + 0.2, 0.7], 0.05, [[0, 0.05]], looks);

/** Without motion, with an outline of its own. */
const still = (x: number, looks: Partial<MovingObject> = {}) => somebody(x, { moving: 0, ...looks });

interface Scene {
  seconds: number;
  /** What is seen at a time, in seconds. */
  objects: (time: number) => MovingObject[];
  /** What the background tells, by the second at which it does. */
  steps?: Record<number, MovingObject[]>;
  rules?: Partial<TrackRules>;
}

interface Fed {
  record: MotionRecord;
  time: number;
}

const recordsOf = ({ seconds, objects, steps = {} }: Scene): Fed[] =>
  Array.from({ length: Math.round(seconds * rate) }, (_, frame) => {
    const time = frame / rate;
    return { record: { pts: frame, objects: objects(time), steps: steps[time] ?? [], flags: [] }, time };
  });

function judge(fed: Fed[], changes: Partial<TrackRules> = {}): Judged[] {
  const tracks = new MotionTracks({ ...rules, ...changes });
  return [...fed.flatMap(({ record, time }) => tracks.add(record, time)), ...tracks.finish()];
}

const judged = (scene: Scene): Judged[] => judge(recordsOf(scene), scene.rules);

/** When something counts: [from, to) of each stretch, in frames. */
function counting(scene: Scene): [number, number][] {
  const frames = judged(scene).map(({ record }) => record.objects.length > 0);
  return frames.flatMap((counts, frame): [number, number][] => {
    if (!counts || frames[frame - 1]) return [];
    const length = frames.slice(frame).indexOf(false);
    return [[frame, length === -1 ? frames.length : frame + length]];
  });
}

const between = (time: number, from: number, to: number): boolean => time >= from - 1e-6 && time < to - 1e-6;

describe('what moves', () => {
  test('counts from its first frame to its last', () => {
    expect(counting({ seconds: 5, objects: (t) => (between(t, 1, 2) ? [somebody(t / 4)] : []) })).toEqual([[25, 50]]);
  });

  test('counts as it was seen, and what doesn’t isn’t there', () => {
    const flash = (time: number) => (between(time, 1.4, 1.48) ? [movingObject([0.8, 0, 0.9, 0.1], 0.01, [])] : []);
    const frames = judged({ seconds: 3, objects: (t) => [somebody(t / 4), ...flash(t)] });
    expect(frames[36]?.record.objects).toEqual([somebody(0.36)]);
  });

  test('that falls apart is one: its parts needn’t last', () => {
    const part = (left: number, right: number): MovingObject => movingObject([left, 0.3, right, 0.7], 0.02, []);
    const parts = (x: number) => [part(x, x + 0.07), part(x + 0.13, x + 0.2)];
    const objects = (time: number) => {
      if (between(time, 1, 2)) return [somebody(time / 4)];
      return between(time, 2, 2.08) ? parts(time / 4) : [];
    };
    const frames = judged({ seconds: 4, objects });
    expect([49, 50, 51, 52].map((frame) => frames[frame]?.record.objects.length)).toEqual([1, 2, 2, 0]);
    expect(counting({ seconds: 4, objects: (t) => (between(t, 2, 2.08) ? parts(t / 4) : []) })).toEqual([]);
  });

  test('is still the same after a pause of 0.35 seconds, not after a longer one', () => {
    const again = (pause: number): Fed[] => {
      const times = [...Array.from({ length: 25 }, (_, frame) => frame / rate), 0.96 + pause, 0.98 + pause];
      return times.map((time) => ({ record: MotionRecord.parse({ pts: 0, objects: [somebody(time / 4)] }), time }));
    };
    const seen = (pause: number) => judge(again(pause)).map(({ record }) => record.objects.length);
    expect(seen(0.35).slice(-2)).toEqual([1, 1]);
    expect(seen(0.351).slice(-2)).toEqual([0, 0]);
  });

  test('is still the same a little beside where it was, not farther', () => {
    const jump = (by: number): Scene => ({
      seconds: 3,
      objects: (time) => {
        if (between(time, 0, 1)) return [somebody(time / 4)];
        return between(time, 1, 1.08) ? [somebody(0.24 + 0.2 + by)] : [];
      },
    });
    // Fast ones jump by a good part of their size, nothing by all of it and more.
    expect(counting(jump(0.15))).toEqual([[0, 27]]);
    expect(counting(jump(0.35))).toEqual([[0, 25]]);
  });
});

describe('glitter', () => {
  const sparkle = (x: number, y: number): MovingObject => movingObject([x, y, x + 0.02, y + 0.02], 0.0004, []);

  test('that somebody passes isn’t taken for them', () => {
    const objects = (time: number) => [sparkle(0.5, 0.5), ...(between(time, 1, 3) ? [somebody((time - 1) / 3)] : [])];
    const frames = judged({ seconds: 4, objects }).map(({ record }) => record.objects);
    expect(frames.map((own) => own.length)).toEqual([...Array<number>(25).fill(0), ...Array<number>(50).fill(1), ...Array<number>(25).fill(0)]); // prettier-ignore
    expect(frames.flat().every(({ area }) => area > 0.04)).toBe(true);
  });

  test('but a larger piece of them is', () => {
    const piece = movingObject([0.5, 0.5, 0.6, 0.6], 0.006, []);
    const objects = (time: number) => [
      ...(between(time, 1, 3) ? [somebody((time - 1) / 3)] : []),
      ...(between(time, 2, 2.08) ? [piece] : []),
    ];
    const most = judged({ seconds: 4, objects }).map(({ record }) => record.objects.length);
    expect([49, 50, 51, 52].map((frame) => most[frame])).toEqual([1, 2, 2, 1]);
  });

  /** In two rows, between which something goes for a second from 1 s on; they glitter for a second from the given time on. */
  const among = (glitters: number, area: number, changes: { y?: number; from?: number } = {}): Scene => ({
    seconds: 30,
    objects: (time) => {
      const { y = 0.5, from = 1 } = changes;
      const rows = Array.from({ length: glitters }, (_, n) => {
        return sparkle(0.45 + 0.03 * Math.floor(n / 2), y - 0.01 + (n % 2 === 0 ? -0.06 : 0.06));
      });
      const x = 0.45 + (time - 1) / 10;
      const goes = between(time, 1, 2) ? [movingObject([x, 0.48, x + 0.02, 0.52], area, [])] : [];
      return [...goes, ...(between(time, from, from + 1) ? rows : [])];
    },
  });

  test('among eight of them only what is larger counts, among seven everything', () => {
    expect(counting(among(8, 0.0012))).toEqual([]);
    expect(counting(among(8, 0.0017))).toEqual([[25, 50]]);
    expect(counting(among(7, 0.0012))).toEqual([[25, 50]]);
  });

  test('elsewhere, or eleven seconds later, doesn’t matter', () => {
    expect(counting(among(8, 0.0012, { y: 0.8 }))).toEqual([[25, 50]]);
    expect(counting(among(8, 0.0012, { from: 10 }))).toEqual([]);
    expect(counting(among(8, 0.0012, { from: 13 }))).toEqual([[25, 50]]);
  });

  test('in a cluttered place, a small piece of something large doesn’t count', () => {
    const scene = (piece: number): Scene => ({
      ...among(8, 0),
      objects: (time) => {
        const area = between(time, 1.4, 1.48) ? piece : 0.002;
        return among(8, area).objects(time);
      },
    });
    expect(counting(scene(0.0006))).toEqual([[25, 35], [37, 50]]); // prettier-ignore
    expect(counting(scene(0.0007))).toEqual([[25, 50]]);
  });
});

describe('what stands still', () => {
  /** Comes for a second from 1 s on, stands, goes on at `leaves`. */
  const stands =
    (until: number, leaves: number, looks: Partial<MovingObject> = {}) =>
    (time: number) => {
      if (between(time, 1, 2)) return [somebody((time - 1) / 4)];
      if (between(time, 2, until)) return [still(0.25, looks)];
      return between(time, leaves, leaves + 1) ? [somebody(0.25 + (time - leaves) / 4)] : [];
    };

  test('counts when it was seen arriving', () => {
    expect(counting({ seconds: 12, objects: stands(8, 8) })).toEqual([[25, 225]]);
  });

  test.each([0, 1, 5])('for %i seconds, if so many were asked for', (maxStandSeconds) => {
    const scene = { seconds: 30, objects: stands(25, Infinity), rules: { maxStandSeconds } };
    // It moved last in the frame from 1.96 s.
    expect(counting(scene)).toEqual([[25, 50 + maxStandSeconds * rate]]);
  });

  test.each([0, 1])('for %i seconds, also when it goes on later', (maxStandSeconds) => {
    const scene = { seconds: 30, objects: stands(6, 6), rules: { maxStandSeconds } };
    expect(counting(scene)).toEqual([[25, 50 + maxStandSeconds * rate], [150, 175]]); // prettier-ignore
  });

  test('doesn’t count as a ghost, or where there is about as much outline of the background', () => {
    const standing = (looks: Partial<MovingObject>) => counting({ seconds: 9, objects: stands(6, Infinity, looks) });
    expect(standing({ edge: -0.1 })).toEqual([[25, 50]]);
    expect(standing({ edge: -0.05 })).toEqual([[25, 50]]);
    expect(standing({ edge: -0.04 })).toEqual([[25, 150]]);
    expect(standing({ edge: undefined, sharp: undefined })).toEqual([[25, 150]]);
  });

  test('doesn’t count where it is soft: compression leaves something behind what passes', () => {
    const standing = (sharp: number) => counting({ seconds: 9, objects: stands(6, Infinity, { sharp }) });
    expect([0.31, 0.32].map(standing)).toEqual([[[25, 50]], [[25, 150]]]); // prettier-ignore
  });

  test('doesn’t make a thing of a ghost: what moves later begins anew', () => {
    const objects = (time: number) => [time < 3 ? still(0.25, { edge: -0.4 }) : somebody(0.25 + (time - 3) / 4)];
    expect(counting({ seconds: 5, objects })).toEqual([[75, 125]]);
  });

  test('counts before it goes when it was there from the start, not when it appeared', () => {
    const goesAt5 = (from: number) => (time: number) => {
      if (between(time, from, 5)) return [still(0.25)];
      return between(time, 5, 6) ? [somebody(0.25 + (time - 5) / 4)] : [];
    };
    expect(counting({ seconds: 8, objects: goesAt5(0) })).toEqual([[0, 150]]);
    expect(counting({ seconds: 8, objects: goesAt5(0.48) })).toEqual([[12, 150]]);
    expect(counting({ seconds: 8, objects: goesAt5(0.52) })).toEqual([[125, 150]]);
  });

  test('and never moves, doesn’t', () => {
    expect(counting({ seconds: 8, objects: () => [still(0.25)] })).toEqual([]);
  });

  test('counts all the time that the background holds it', () => {
    const step = (edge: number) => [somebody(0.23, { edge })];
    const steps = { 3: step(0.4), 30: step(-0.4) };
    const scene: Scene = { seconds: 40, objects: stands(10, 32), steps };
    expect(counting(scene)).toEqual([[25, 825]]);
    expect(counting({ ...scene, steps: {} })).toEqual([[25, 250], [800, 825]]); // prettier-ignore
    // It isn't told twice while it is seen.
    const stood = judged(scene).slice(50, 250);
    expect(stood.every(({ record }) => record.objects.length === 1)).toBe(true);
  });
});

describe('records', () => {
  const glitter: Box = [0.8, 0.8, 0.83, 0.83];
  const busy: Scene = {
    seconds: 120,
    objects: (time) => [
      movingObject(glitter, 0.0009, []),
      ...(time % 20 < 2 ? [somebody((time % 20) / 4)] : []),
      ...(between(time % 20, 2, 8) ? [still(0.5)] : []),
      ...(between(time % 20, 15, 17) ? [still(0.5, { edge: -0.4 })] : []),
    ],
    steps: { 3: [still(0.5, { edge: 0.5 })], 42: [still(0.5, { edge: 0.5 })], 60: [still(0.5, { edge: -0.5 })] },
  };

  test('come out complete and in order, with all that isn’t about objects', () => {
    const fed = recordsOf(busy).map(({ record, time }, frame): Fed => {
      return { record: { ...record, flags: frame % 7 === 0 ? ['light'] : [] }, time };
    });
    const out = judge(fed);
    expect(out.map(({ record, time }) => ({ ...record, objects: [], time }))).toEqual(
      fed.map(({ record, time }) => ({ ...record, objects: [], time })),
    );
    expect(out.some(({ record }) => record.objects.length > 0)).toBe(true);
  });

  test.each([
    [60, 86],
    [0, 26],
  ])('wait, with %i seconds to stand, for %i seconds', (maxStandSeconds, delay) => {
    const tracks = new MotionTracks({ ...rules, maxStandSeconds });
    const fed = recordsOf(busy);
    let count = 0;
    for (const { record, time } of fed) {
      count += tracks.add(record, time).length;
      // One more or less, because times are quotients.
      expect(Math.abs(count - Math.max(0, Math.round((time - delay) * rate) + 1))).toBeLessThan(2);
    }
    expect(count + tracks.finish().length).toBe(fed.length);
  });

  test('are the same whether the video ends with them or goes on for long without motion', () => {
    const fed = recordsOf(busy);
    const silence = recordsOf({ seconds: 240, objects: () => [] }).slice(fed.length);
    expect(judge([...fed, ...silence]).slice(0, fed.length)).toEqual(judge(fed));
  });

  test('aren’t changed themselves', () => {
    const fed = recordsOf(busy);
    judge(fed);
    expect(fed).toEqual(recordsOf(busy));
  });

  test('none of none', () => expect(new MotionTracks(rules).finish()).toEqual([]));
});

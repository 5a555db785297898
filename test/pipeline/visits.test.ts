import type { Box, MovingObject } from '../../pipeline/motion';
import { Visits, hintSeconds } from '../../pipeline/visits';
import { movingObject } from './examples';

const rate = 10;
/** Where somebody comes to stand, a little smaller than the box he is seen in, and how much of the picture he covers. */
const place: Box = [0.5, 0.4, 0.6, 0.8];
const area = 0.03;

/** In the middle of the picture at the given place, as somebody who walks is seen. */
const walker = (x: number): MovingObject => movingObject([x - 0.06, 0.38, x + 0.06, 0.82], area, [[0, area]]);

interface Walk {
  from: number;
  to: number;
  /** Where he is, left to right, at a time in seconds. */
  x: (time: number) => number;
}

interface Told {
  time: number;
  edge: number;
  area?: number;
  box?: Box;
}

interface Scene {
  walks?: Walk[];
  steps?: Told[];
  /** Ghosts are seen at the place in [from, to]. */
  ghosts?: { from: number; to: number; area?: number }[];
  maxStandSeconds?: number;
}

/** Comes from the left for two seconds, and stays. */
const arrives = (time: number): Walk => ({ from: time - 2, to: time, x: (now) => 0.55 - 0.25 * (time - now) });
/** Goes on to the right. */
const leaves = (time: number): Walk => ({ from: time, to: time + 2, x: (now) => 0.55 + 0.25 * (now - time) });
/** Is there in the middle of the time, without a pause. */
const passes = (time: number): Walk => ({ from: time - 3, to: time + 3, x: (now) => 0.55 + 0.25 * (now - time) });

const came = (time: number, changes: Partial<Told> = {}): Told => ({ time, edge: 0.5, ...changes });
const went = (time: number, changes: Partial<Told> = {}): Told => ({ time, edge: -0.5, ...changes });
const ghost = (ghostArea = 0.02): MovingObject => movingObject(place, ghostArea, [], { moving: 0, edge: -0.4 });

/** Over 80 seconds, when somebody stands there: [from, to) of each visit, in tenths of seconds. */
function visits(scene: Scene): [number, number][] {
  const stands = standing(scene, false);
  // Nothing depends on whether hints are judged one by one, as soon as they may be, or all in the end.
  expect(standing(scene, true)).toEqual(stands);
  expect(Math.max(...stands)).toBeLessThan(2);
  return stands.flatMap((count, frame): [number, number][] => {
    if (count === 0 || stands[frame - 1]) return [];
    const length = stands.slice(frame).indexOf(0);
    return [[frame, length === -1 ? stands.length : frame + length]];
  });
}

/** How many stand there, each tenth of a second. */
function standing(scene: Scene, atOnce: boolean): number[] {
  const { walks = [], steps = [], ghosts = [], maxStandSeconds = 60 } = scene;
  const known = new Visits(maxStandSeconds);
  for (let frame = 0; frame <= 80 * rate; frame += 1) {
    const time = frame / rate;
    for (const walk of walks) {
      if (time >= walk.from && time <= walk.to) known.pass(walker(walk.x(time)), time, walk);
    }
    const here = ghosts.filter(({ from, to }) => time >= from && time <= to);
    known.haunt(here.map((one) => ghost(one.area)), time); // prettier-ignore
    for (const step of steps.filter((one) => one.time === time)) {
      known.step(movingObject(step.box ?? place, step.area ?? area, [], { edge: step.edge }), time, 4);
    }
    if (atOnce) known.judge(time - hintSeconds);
  }
  known.judge(Infinity);
  return Array.from({ length: 80 * rate }, (_, frame) => known.standing(frame / rate).length);
}

/** Walkers are at the place from two tenths of a second before they stand in its middle, until as long after they began to leave. */
const stay = (arrival: number, departure: number) => [[arrival * rate - 2, departure * rate + 2]];

describe('somebody comes, stands and leaves', () => {
  const walks = [arrives(4), leaves(34)];

  test('counts throughout, when the background takes him in and goes without him again', () => {
    expect(visits({ walks, steps: [came(6), went(33)] })).toEqual(stay(4, 34));
  });

  test('the same when ghosts stand there just before him and after him', () => {
    expect(visits({ walks, ghosts: [{ from: 2, to: 3 }, { from: 35, to: 37 }] })).toEqual(stay(4, 34)); // prettier-ignore
  });

  test('the same when one tells of his coming, the other of his going', () => {
    expect(visits({ walks, steps: [came(6)], ghosts: [{ from: 35, to: 37 }] })).toEqual(stay(4, 34));
    expect(visits({ walks, steps: [went(33)], ghosts: [{ from: 2, to: 3 }] })).toEqual(stay(4, 34));
  });

  test('all that tells of one visit makes one', () => {
    const ghosts = [{ from: 2, to: 3 }, { from: 35, to: 37 }]; // prettier-ignore
    expect(visits({ walks, steps: [came(5), came(6), went(33), went(35)], ghosts })).toEqual(stay(4, 34));
  });

  test('if a ghost tells of his going only, he was there since somebody came and didn’t go on', () => {
    const ghosts = [{ from: 35, to: 37 }];
    expect(visits({ walks, ghosts })).toEqual([[40, 342]]);
    expect(visits({ walks: [passes(4), leaves(34)], ghosts })).toEqual([]);
    expect(visits({ walks: [leaves(34)], ghosts })).toEqual([]);
  });

  test('if the background tells of his going, it must have told of his coming, at least a little', () => {
    const little = came(6, { area: 0.1 * area });
    expect(visits({ walks, steps: [went(33)] })).toEqual([]);
    expect(visits({ walks, steps: [little] })).toEqual([]);
    expect(visits({ walks, steps: [little, went(33)] })).toEqual([[40, 342]]);
  });

  test('two visits of one place are two', () => {
    const again = [arrives(54), leaves(70)];
    const steps = [came(6), went(33), came(53), went(71)];
    expect(visits({ walks: [...walks, ...again], steps })).toEqual([...stay(4, 34), ...stay(54, 70)]);
  });
});

describe('a visit ends after the time asked for', () => {
  const walks = [arrives(4)];

  test.each([60, 20, 5])('%i seconds', (maxStandSeconds) => {
    expect(visits({ walks, steps: [came(6)], maxStandSeconds })).toEqual([[38, 38 + maxStandSeconds * rate]]);
  });

  test('none at all, if none was asked for', () => {
    expect(visits({ walks, steps: [came(6)], maxStandSeconds: 0 })).toEqual([]);
  });

  test('nor is there one when only his going is told, but later than that', () => {
    const scene: Scene = { walks: [...walks, leaves(34)], ghosts: [{ from: 35, to: 37 }] };
    expect(visits({ ...scene, maxStandSeconds: 29 })).toEqual([]);
    expect(visits({ ...scene, maxStandSeconds: 30 })).toHaveLength(1);
  });
});

describe('no visit', () => {
  test('without anybody seen moving', () => {
    expect(visits({ steps: [came(6), went(33)], ghosts: [{ from: 20, to: 25 }] })).toEqual([]);
  });

  test('of somebody who was seen there at another time', () => {
    expect(visits({ walks: [arrives(4)], steps: [came(9)] })).toEqual([]);
    expect(visits({ walks: [arrives(4)], ghosts: [{ from: 0, to: 1.2 }] })).toEqual([]);
    expect(visits({ walks: [arrives(4)], ghosts: [{ from: 0, to: 1.4 }] })).toHaveLength(1);
  });

  test('of somebody who is seen elsewhere', () => {
    expect(visits({ walks: [arrives(4)], steps: [came(6, { box: [0.7, 0.4, 0.8, 0.8] })] })).toEqual([]);
  });

  test('of somebody who only passes the place', () => {
    expect(visits({ walks: [passes(6)], steps: [came(6)] })).toEqual([]);
    expect(visits({ walks: [{ ...passes(6), to: 7.3 }], steps: [came(6)] })).toEqual([]);
    expect(visits({ walks: [{ ...passes(6), to: 7.1 }], steps: [came(6)] })).toHaveLength(1);
  });
});

describe('what tells nothing', () => {
  const walks = [arrives(4)];

  test('a change that has as much outline on both sides', () => {
    expect(visits({ walks, steps: [came(6, { edge: 0.19 })] })).toEqual([]);
    expect(visits({ walks, steps: [came(6, { edge: 0.2 })] })).toHaveLength(1);
  });

  test('a speck', () => {
    const small = { ...walker(0.55), area: 0.0004 };
    const told = (speck: number) => {
      const known = new Visits(60);
      known.pass(small, 4, small);
      known.step(movingObject(place, speck, []), 6, 4);
      known.judge(Infinity);
      return known.standing(5).length;
    };
    expect([0.00029, 0.0003].map(told)).toEqual([0, 1]);
  });

  test('a piece that is less than half of what was seen moving, but two pieces tell together', () => {
    const left: Box = [0.5, 0.4, 0.55, 0.8];
    const right: Box = [0.55, 0.4, 0.6, 0.8];
    const piece = (part: number, time: number, box: Box) => came(time, { area: part * area, box });
    expect(visits({ walks, steps: [piece(0.49, 6, left)] })).toEqual([]);
    expect(visits({ walks, steps: [piece(0.51, 6, left)] })).toHaveLength(1);
    expect(visits({ walks, steps: [piece(0.3, 6, left), piece(0.3, 7.4, right)] })).toHaveLength(1);
    expect(visits({ walks, steps: [piece(0.3, 6, left), piece(0.3, 7.6, right)] })).toEqual([]);
  });

  test('a ghost of less than a fifth of him', () => {
    expect(visits({ walks, ghosts: [{ from: 2, to: 3, area: 0.2 * area }] })).toEqual([]);
    expect(visits({ walks, ghosts: [{ from: 2, to: 3, area: 0.24 * area }] })).toHaveLength(1);
  });

  test('a ghost that is hardly seen, but pauses don’t end one', () => {
    expect(visits({ walks, ghosts: [{ from: 2.5, to: 3 }] })).toEqual([]);
    expect(visits({ walks, ghosts: [{ from: 2.4, to: 3 }] })).toHaveLength(1);
    expect(visits({ walks, ghosts: [{ from: 2.2, to: 2.4 }, { from: 2.9, to: 3 }] })).toHaveLength(1); // prettier-ignore
    expect(visits({ walks, ghosts: [{ from: 2, to: 2.2 }, { from: 2.9, to: 3 }] })).toEqual([]); // prettier-ignore
  });

  test('a ghost that is there from the start: nobody has just gone', () => {
    const scene: Scene = { walks: [arrives(0.5)], steps: [came(0)] };
    expect(visits({ ...scene, ghosts: [{ from: 0.9, to: 9 }] })).toEqual([[3, 603]]);
    expect(visits({ ...scene, ghosts: [{ from: 1, to: 9 }] })).toEqual([[3, 5]]);
  });
});

describe('asked while the video goes on', () => {
  test('hints wait for what comes after them', () => {
    const known = new Visits(60);
    const walk = arrives(4);
    known.pass(walker(walk.x(4)), 4, walk);
    known.step(movingObject(place, area, []), 6, 4);
    known.judge(5.9);
    expect(known.standing(10)).toEqual([]);
    known.judge(6);
    expect(known.standing(10)).toEqual([{ ...walker(0.55), box: [0.5, 0.4, 0.6, 0.8], moving: 0 }]);
  });

  test('what was forgotten is over, what goes on isn’t', () => {
    const known = new Visits(60);
    const walk = arrives(4);
    known.pass(walker(walk.x(4)), 4, walk);
    known.step(movingObject(place, area, []), 6, 4);
    known.judge(Infinity);
    known.forget(63);
    expect(known.standing(63.9)).toHaveLength(1);
    known.forget(65);
    expect(known.standing(63.9)).toEqual([]);
  });
});

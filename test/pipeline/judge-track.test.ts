import { isThing as judge } from '../../pipeline/judge-track';
import type { Box, MovingObject } from '../../pipeline/motion';
import { Track } from '../../pipeline/track';
import { movingObject } from './examples';

interface Way {
  frames: number;
  /** From the first to the last. */
  seconds: number;
  /** Side of its square box, in widths of the square picture. */
  side: number;
  /** How far it gets from its first place, in its own sides. */
  travelled: number;
  /** That by its whole way: 1 straight ahead, 0.5 there and back. */
  directness: number;
  /** Part of its region, which is a hundredth of the picture. */
  share: number;
}

type What = Partial<Way & Omit<MovingObject, 'regions'>>;

/** By default somebody in full view who goes by for a second. */
function isThing(what: What): boolean {
  const { frames, seconds, side, travelled, directness, share, ...looks } = {
    ...{ frames: 501, seconds: 1, side: 0.2, travelled: 2, directness: 1, share: 0, area: 0.02 },
    ...what,
  };
  const boxAt = (part: number): Box => {
    const way = (part * travelled) / directness;
    const x = travelled === 0 ? 0 : travelled - Math.abs((way % (2 * travelled)) - travelled);
    return [x * side, 0, (x + 1) * side, side];
  };
  const track = new Track(boxAt(0), 0, 1, [0.01]);
  for (let frame = 0; frame < frames; frame += 1) {
    const part = frame / (frames - 1);
    track.add([movingObject(boxAt(part), looks.area, [[0, share * 0.01]], looks)], part * seconds);
  }
  return judge(track);
}

/** All of them count but the first: each of the others is beyond one of its limits. */
const limit = (what: What, ...beyond: What[]) => {
  expect([what, ...beyond.map((one) => ({ ...what, ...one }))].map(isThing)).toEqual([
    false,
    ...beyond.map(() => true),
  ]);
};

test('somebody who goes by is a thing', () => expect(isThing({})).toBe(true));

test('what never moved is none', () => expect(isThing({ moving: 0.05 })).toBe(false));

describe('too short to be a thing', () => {
  test('a flash of two frames', () => limit({ frames: 2 }, { frames: 3 }));
  test('a flash of less than a fifth of a second', () => limit({ seconds: 0.199 }, { seconds: 0.2 }));
  test('a lamp that goes on: what it lights looks new for a third of a second, and goes nowhere', () => {
    limit({ seconds: 0.355, travelled: 1.45 }, { seconds: 0.36 }, { travelled: 1.55 });
  });
});

describe('doesn’t look like a thing', () => {
  test('light, and what is on the lens: too soft whatever else it is', () => limit({ sharp: 0.31 }, { sharp: 0.33 }));
  test('a soft shadow, a drop, an insect on the lens: the ground shows through', () => {
    limit({ sharp: 0.54, edge: 0.34, alike: 0.16 }, { sharp: 0.56 }, { edge: 0.36 }, { alike: 0.14 });
  });
  test('a faint cloud over ground without texture', () => {
    limit({ sharp: 0.44, edge: 0.49, contrast: 25.9 }, { sharp: 0.46 }, { edge: 0.51 }, { contrast: 26.1 });
  });
  test('ground that gets brighter or darker in its place', () => {
    limit({ alike: 0.41, travelled: 0.49 }, { alike: 0.39 }, { travelled: 0.51 });
  });
  test('but what shows no outline is taken to have one', () => {
    expect(isThing({ edge: undefined, sharp: undefined, alike: 0.3, contrast: 10 })).toBe(true);
  });
});

describe('small things count if they go somewhere', () => {
  const tiny: What = { side: 0.022, area: 0.00048 };
  const medium: What = { side: 0.038, area: 0.0014 };

  test('a leaf that stays in its place doesn’t, something larger that turns does', () => {
    limit({ ...tiny, travelled: 0.1 }, { area: 0.0016 });
    limit({ ...medium, travelled: 0.58 }, { travelled: 0.62 }, { area: 0.0016 });
  });
  test('the smallest must last', () => limit({ ...tiny, seconds: 0.49, travelled: 3 }, { seconds: 0.5 }));
  test('the smallest must get as far as twice their size', () =>
    limit({ ...tiny, travelled: 1.9 }, { travelled: 2.1 }));
  test('the smallest must not only go to and fro, as a twig in the wind', () => {
    limit({ ...tiny, travelled: 3, directness: 0.28 }, { directness: 0.32 });
  });
  test('those a little larger needn’t do more than leave their place', () => {
    const restless: What = { travelled: 0.7, directness: 0.2, seconds: 0.4 };
    limit({ ...restless, area: 0.00049 }, { area: 0.00051 });
  });
  test('what fills a good part of its region isn’t small, but must leave its place too', () => {
    limit({ ...tiny, travelled: 0.7, share: 0.14 }, { share: 0.16 });
    limit({ ...tiny, travelled: 0.58, share: 0.16 }, { travelled: 0.62 });
  });
});

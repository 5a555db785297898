import { Clutter } from '../../pipeline/clutter';
import type { Box } from '../../pipeline/motion';
import { Track } from '../../pipeline/track';
import { movingObject } from './examples';

const side = 0.02;
const boxAt = (x: number, y: number): Box => [x - side / 2, y - side / 2, x + side / 2, y + side / 2];
const place = boxAt(0.5, 0.5);

interface Glitter {
  x: number;
  y: number;
  area: number;
  /** When it begins, in seconds; it lasts for less than one. */
  start: number;
  frames: number;
  /** How far it goes, in its own sizes. */
  travelled: number;
  /** The part of that which it then comes back. */
  back: number;
}

function glitter(what: Partial<Glitter> = {}, aspect = 1): Track {
  const { x, y, area, start, frames, travelled, back } = {
    ...{ x: 0.5, y: 0.5, area: 0.0004, start: 0, frames: 21, travelled: 0, back: 1 },
    ...what,
  };
  const track = new Track(boxAt(x, y), start, aspect, [1]);
  for (let frame = 0; frame < frames; frame += 1) {
    const part = frame / (frames - 1);
    const way = 1 - Math.abs(part * (1 + back) - 1);
    track.add([movingObject(boxAt(x + way * travelled * side, y), area, [])], start + part * 0.5);
  }
  return track;
}

const glitters = (count: number, what: Partial<Glitter> = {}, aspect = 1): Track[] =>
  Array.from({ length: count }, () => glitter(what, aspect));

const leastArea = (tracks: Track[], time = 0, aspect = 1) => new Clutter(aspect).leastArea(tracks, place, time);

test('without clutter, everything is large enough', () => expect(leastArea([])).toBe(0));

test('eight make a place cluttered, seven don’t', () => {
  expect(leastArea(glitters(7))).toBe(0);
  expect(leastArea(glitters(8))).toBeCloseTo(4 * 0.0004, 9);
});

test('a thing there must be four times as large as four fifths of them', () => {
  const tracks = [5, 3, 8, 1, 7, 2, 6, 4].map((area) => glitter({ area: area * 1e-4 }));
  expect(leastArea(tracks)).toBeCloseTo(4 * 7e-4, 9);
});

describe('only what is small and goes nowhere is clutter', () => {
  test.each<[string, Partial<Glitter>, Partial<Glitter>]>([
    ['something larger isn’t', { area: 0.0016 }, { area: 0.0014 }],
    ['something that goes somewhere isn’t', { travelled: 2.1, back: 0 }, { travelled: 1.9, back: 0 }],
    ['nor is something that hardly comes back', { travelled: 3, back: 0.6 }, { travelled: 3, back: 0.75 }],
    ['two frames tell nothing', { frames: 2 }, { frames: 3 }],
  ])('%s', (_what, thing, clutter) => {
    expect(leastArea([...glitters(7), glitter(thing)])).toBe(0);
    expect(leastArea([...glitters(7), glitter(clutter)])).toBeGreaterThan(0);
  });
});

describe('clutter is where it is seen', () => {
  test('not far from there', () => {
    expect(leastArea(glitters(8, { x: 0.6 }))).toBeGreaterThan(0);
    expect(leastArea(glitters(8, { x: 0.7 }))).toBe(0);
    expect(leastArea(glitters(8, { y: 0.7 }))).toBe(0);
  });

  test('far is measured in widths of the picture', () => {
    expect(leastArea(glitters(8, { y: 0.7 }, 0.5), 0, 0.5)).toBeGreaterThan(0);
  });

  test('from ten seconds before to ten seconds after, by whole seconds', () => {
    const early = glitters(8, { start: 4.5 });
    expect(leastArea(early, 15.9)).toBeGreaterThan(0);
    expect(leastArea(early, 16)).toBe(0);
    const late = glitters(8, { start: 20 });
    expect(leastArea(late, 10)).toBeGreaterThan(0);
    expect(leastArea(late, 9.9)).toBe(0);
  });

  test('what was measured holds for its second and its place only', () => {
    const clutter = new Clutter(1);
    expect(clutter.leastArea([], place, 3)).toBe(0);
    expect(clutter.leastArea(glitters(8, { x: 0.9, y: 0.9 }), boxAt(0.9, 0.9), 3.5)).toBeGreaterThan(0);
    expect(clutter.leastArea(glitters(8), place, 4)).toBeGreaterThan(0);
  });
});

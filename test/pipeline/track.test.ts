import type { Box, MovingObject } from '../../pipeline/motion';
import { Track, isMoving } from '../../pipeline/track';
import { movingObject } from './examples';

const frameSeconds = 0.04;

/** A square of a tenth of a square picture, with its left upper corner there. */
const square = (x: number, y = 0.5): Box => [x, y, x + 0.1, y + 0.1];

const object = (looks: Partial<MovingObject> = {}, box: Box = square(0.25)): MovingObject =>
  movingObject(box, 0.01, [], looks);

/** A track with these objects in its frames. */
function track(frames: MovingObject[][], regionAreas: number[] = [1], aspect = 1): Track {
  const made = new Track(frames[0]?.[0]?.box ?? square(0), 0, aspect, regionAreas);
  frames.forEach((objects, frame) => made.add(objects, frame * frameSeconds));
  return made;
}

/** Goes from place to place. */
const way = (...places: number[]): Track => track(places.map((x) => [object({}, square(x))]));

test('an object moves from 6 % of its area on', () => {
  expect([0.059, 0.06].map((moving) => isMoving(object({ moving })))).toEqual([false, true]);
});

describe('when a track was seen', () => {
  test('and when it moved', () => {
    const still = [object({ moving: 0 })];
    const { start, last, firstMoved, lastMoved, movingFrames } = track([still, [object()], still, [object()], still]);
    expect({ start, last, firstMoved, lastMoved, movingFrames }).toEqual({
      ...{ start: 0, last: 4 * frameSeconds, movingFrames: 2 },
      ...{ firstMoved: frameSeconds, lastMoved: 3 * frameSeconds },
    });
  });

  test('one that never moved neither began to nor stopped', () => {
    expect(track([[object({ moving: 0.05 })]])).toMatchObject({
      ...{ firstMoved: Infinity, lastMoved: -Infinity, movingFrames: 0, area: 0 },
    });
  });
});

describe('how large a track is', () => {
  test('on average over the frames in which it moved, all of its parts together', () => {
    const frames = [[object({ area: 0.01 }), object({ area: 0.02 })], [object({ area: 0.05 })]];
    expect(track([...frames, [object({ moving: 0, area: 0.5 })]]).area).toBeCloseTo(0.04, 9);
  });

  test('lately: the most, which fades by 2 % a frame', () => {
    const large = [object({ area: 0.06 }), object({ area: 0.04 })];
    expect(track([large]).recentArea).toBeCloseTo(0.1, 9);
    expect(track([large, [object()], [object()]]).recentArea).toBeCloseTo(0.1 * 0.98 ** 2, 9);
    expect(track([[object()], large]).recentArea).toBeCloseTo(0.1, 9);
  });

  test('its box is around all its parts in the last frame', () => {
    const parts = [object({}, square(0.2)), object({}, square(0.6, 0.1))];
    expect(track([[object({}, square(0))], parts]).box).toEqual([0.2, 0.1, 0.7, 0.6]);
  });

  test('its share is the greatest part of a region that it covered while it moved', () => {
    const inside = (...regions: [number, number][]) => object({ regions });
    const still = object({ moving: 0, regions: [[1, 0.1]] });
    expect(track([[inside([0, 0.1], [1, 0.02])], [inside([1, 0.01])], [still]], [0.5, 0.1]).share).toBeCloseTo(0.2, 9);
  });
});

describe('what a track looks like', () => {
  test('on average by area, of what moved', () => {
    const { looks } = track([
      [
        object({ area: 0.03, alike: 0.4, contrast: 20, edge: 0.2, sharp: 0.6 }),
        object({ area: 0.01, alike: 0, contrast: 60, edge: 1, sharp: 1 }),
      ],
      [object({ moving: 0, area: 0.5, alike: 1, contrast: 200, edge: -1, sharp: 0 })],
    ]);
    expect(looks.alike).toBeCloseTo(0.3, 9);
    expect(looks.contrast).toBeCloseTo(30, 9);
    expect(looks.edge).toBeCloseTo(0.4, 9);
    expect(looks.sharp).toBeCloseTo(0.7, 9);
  });

  test('its outline is that of the objects that have one', () => {
    const none = object({ area: 0.5, edge: undefined, sharp: undefined });
    const { edge, sharp } = track([[none, object({ edge: 0.2, sharp: 0.4 })]]).looks;
    expect([edge, sharp]).toEqual([expect.closeTo(0.2, 9), expect.closeTo(0.4, 9)]);
    expect(track([[none]]).looks).toMatchObject({ edge: 1, sharp: 1 });
  });
});

describe('how far a track goes', () => {
  test('from where it was first seen, in its own sizes', () => {
    expect(way(0.1, 0.2, 0.4).travelled).toBeCloseTo(3, 9);
    expect(way(0.1, 0.4, 0.2).travelled).toBeCloseTo(3, 9);
    expect(way(0.3, 0.3).travelled).toBe(0);
  });

  test('directly, or to and fro', () => {
    expect(way(0.1, 0.2, 0.4).directness).toBeCloseTo(1, 9);
    expect(way(0.1, 0.4, 0.1).directness).toBeCloseTo(0.5, 9);
    expect(way(0.3, 0.3).directness).toBe(0);
  });

  test('in a wide picture, ways and sizes are in widths', () => {
    const down = [square(0.2, 0.1), square(0.2, 0.5)].map((box) => [object({}, box)]);
    // Half as high as wide: 0.2 widths, in sizes of the root of 0.1 x 0.05.
    expect(track(down, [1], 0.5).travelled).toBeCloseTo(0.2 / Math.sqrt(0.005), 9);
  });
});

import { eventsOf } from '../../../bench/motion/rivals/events-of';
import { majority, objectsIn } from '../../../bench/motion/rivals/objects-in';

const picture = (...rows: string[]) =>
  Uint8Array.from(Array.from(rows.join('')).map((letter) => (letter === '#' ? 1 : 0)));

test('objects are connected by sides and corners, not over the edge of the picture', () => {
  const objects = objectsIn(picture('##...', '..#..', '....#', '#....'), 5);
  expect(objects.map(({ pixels, box }) => [pixels.length, box])).toEqual([
    [3, [0, 0, 3, 2]],
    [1, [4, 2, 5, 3]],
    [1, [0, 3, 1, 4]],
  ]);
});

test('single pixels vanish, and holes close', () => {
  expect(majority(picture('#....', '.....', '.....', '.....'), 5, 4).every((pixel) => pixel === 0)).toBe(true);
  const ring = majority(picture('.....', '.###.', '.#.#.', '.###.', '.....'), 5, 5);
  expect(ring[12]).toBe(1);
});

describe('eventsOf', () => {
  const moving = (letters: string, distance: number) =>
    Array.from(letters).map((letter, index) => ({ time: index * distance, moves: letter === '#' }));

  test('runs must last for 3 frames and 0.2 s', () => {
    const [event, ...more] = eventsOf('a', moving('..##..###..', 0.1), 1.1, 0);
    expect([event?.start, event?.end, more]).toEqual([expect.closeTo(0.6), expect.closeTo(0.9), []]);
    expect(eventsOf('a', moving('.####.', 0.04), 0.24, 0)).toEqual([]);
  });

  test('what is too short does not bridge a pause', () => {
    const clip = moving(`${'#'.repeat(10)}${'.'.repeat(15)}##${'.'.repeat(15)}${'#'.repeat(10)}`, 0.1);
    expect(eventsOf('a', clip, 5.2, 2)).toHaveLength(2);
    expect(eventsOf('a', clip, 5.2, 3.5)).toHaveLength(1);
  });

  test('an event may last until the end', () => {
    expect(eventsOf('a', moving('..###', 0.1), 0.5, 2)).toEqual([{ region: 'a', start: 0.2, end: 0.5 }]);
  });
});

import fc from 'fast-check';
import { Capacity, capacities, capacityOf } from '../../pipeline/capacity';

const onSpot = (tasks: number, share: number): number[] =>
  [...Array(tasks).keys()].filter((task) => capacityOf(task, share) === capacities.spotFirst);

test('all of them, or none', () => {
  expect(onSpot(1000, 1)).toHaveLength(1000);
  expect(onSpot(1000, 0)).toEqual([]);
});

test.each([
  [0.5, [0, 2, 4, 6, 8]],
  [0.2, [2, 7]],
  [0.75, [0, 1, 3, 4, 5, 7, 8, 9]],
])('a share of %d of ten tasks is spread evenly', (share, expected) => {
  expect(onSpot(10, share)).toEqual(expected);
});

test.each([0.29, 0.57, 0.07])('%d is as near to its share of a hundred as it looks', (share) => {
  expect(onSpot(100, share)).toHaveLength(Math.round(share * 100));
});

const shares = fc.double({ min: 0, max: 1, noNaN: true });

test('of the first n tasks, whatever n, the share is on Spot to half a task', () => {
  fc.assert(
    fc.property(shares, fc.integer({ min: 0, max: 500 }), (share, tasks) => {
      expect(Math.abs(onSpot(tasks, share).length - tasks * share)).toBeLessThanOrEqual(0.5 + 1e-9);
    }),
  );
});

test('is what the plan may hold', () => {
  fc.assert(fc.property(shares, fc.nat(), (share, task) => Capacity.safeParse(capacityOf(task, share)).success));
  expect([2, -1, 0.5, '0'].filter((value) => Capacity.safeParse(value).success)).toEqual([]);
});

import type { MotionEvent } from '../../pipeline/motion';
import { boxesAt, eventsAt, levelPath, neighbour } from '../../web/job-page/moments';

const event = (start: number, end: number): MotionEvent => ({
  ...{ region: 'door', start, end, startFrame: 0, endFrame: 1 },
  ...{ peak: start, score: 0.5, box: [0, 0, 1, 1] },
});
const events = [event(1, 3), event(2, 4), event(7, 8)];

test('boxes are those of the last moment, as long as it holds', () => {
  const moments = [
    [1000, 1, 2, 3, 4],
    [1040, 5, 6, 7, 8, 9, 10, 11, 12],
  ];
  expect(boxesAt(moments, 0.9, 0.06)).toEqual([]);
  expect(boxesAt(moments, 1, 0.06)).toEqual([[1, 2, 3, 4]]);
  expect(boxesAt(moments, 1.0395, 0.06)).toHaveLength(2);
  expect(boxesAt(moments, 1.2, 0.06)).toEqual([]);
  expect(boxesAt([], 1, 1)).toEqual([]);
});

test('an event has its first moment, and not its last', () => {
  expect([0, 2.5, 3, 4, 7].map((time) => eventsAt(events, time).length)).toEqual([0, 2, 1, 0, 1]);
});

test('the next event and the one before', () => {
  const to = (time: number, direction: 'next' | 'previous') => neighbour(events, time, direction)?.start;
  expect([to(0, 'next'), to(1, 'next'), to(7, 'next')]).toEqual([1, 2, undefined]);
  expect([to(9, 'previous'), to(7, 'previous'), to(1, 'previous')]).toEqual([7, 2, undefined]);
});

test('little motion is seen beside much', () => {
  expect(levelPath([0, 100, 25], 100)).toBe('M0 1000L0 1000L1 1000L1 0L2 0L2 500L3 500L3 1000Z');
  expect(levelPath([0], 0)).toBe('');
});

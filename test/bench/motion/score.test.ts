import { boxGrid, boxIou, matchEvents, noTally, scoreOf, sumTallies, tallyOf } from '../../../bench/motion/score';

const event = (start: number, end: number, region = 'a') => ({ region, start, end });
const everywhere = new Uint8Array(boxGrid.width * boxGrid.height).fill(1);
const iou = (
  first: [number, number, number, number][],
  second: [number, number, number, number][],
  inside = everywhere,
) => boxIou(new Uint8Array(everywhere.length), first, second, inside);

describe('matchEvents', () => {
  test('half of the time in common is enough, a little less is not', () => {
    expect(matchEvents([event(0, 10)], [event(5, 10)])).toBe(1);
    expect(matchEvents([event(0, 10)], [event(5.1, 10)])).toBe(0);
  });

  test('one event that covers two matches neither', () => {
    expect(matchEvents([event(0, 4), event(6, 10)], [event(0, 10)])).toBe(0);
  });

  test('an event is matched once, and the better pair goes first', () => {
    expect(matchEvents([event(0, 10)], [event(0, 6), event(0, 10)])).toBe(1);
    expect(matchEvents([event(0, 10), event(0, 8)], [event(0, 8), event(0, 5.5)])).toBe(2);
  });

  test('events of another region do not count', () => {
    expect(matchEvents([event(0, 10, 'a')], [event(0, 10, 'b')])).toBe(0);
  });
});

describe('scoreOf', () => {
  test('nothing to find and nothing found is right; anything found then is wrong', () => {
    expect(scoreOf(noTally)).toEqual({ precision: 1, recall: 1, f1: 1, boxIou: undefined });
    expect(scoreOf({ ...noTally, found: 1 })).toMatchObject({ precision: 0, f1: 0 });
    expect(scoreOf({ ...noTally, events: 1 })).toMatchObject({ recall: 0, f1: 0 });
  });

  test('is of the sum of counts, not the mean of scores', () => {
    const clips = [
      { ...noTally, events: 3, found: 3, matched: 3, boxFrames: 10, overlap: 8 },
      { ...noTally, events: 1, found: 3, matched: 0, boxFrames: 10, overlap: 2 },
    ];
    expect(scoreOf(sumTallies(clips))).toEqual({ precision: 0.5, recall: 0.75, f1: 0.6, boxIou: 0.5 });
  });
});

describe('boxes', () => {
  test('are compared as what they cover together', () => {
    expect(iou([[0, 0, 0.5, 1]], [[0, 0, 1, 1]])).toBeCloseTo(0.5);
    expect(iou([[0, 0, 1, 1]], [[0, 0, 0.75, 1], [0.25, 0, 1, 1]])).toBe(1); // prettier-ignore
    expect(iou([[0, 0, 0.5, 1]], [[0.5, 0, 1, 1]])).toBe(0);
  });

  test('count inside the regions only', () => {
    const left = everywhere.map((_, point) => (point % boxGrid.width < boxGrid.width / 2 ? 1 : 0));
    expect(iou([[0, 0, 0.5, 1]], [[0, 0, 1, 1]], left)).toBe(1);
    expect(iou([[0.6, 0, 1, 1]], [[0, 0, 1, 1]], left)).toBeUndefined();
  });

  test('leave no trace on the grid', () => {
    const grid = new Uint8Array(everywhere.length);
    boxIou(grid, [[0.1, 0.1, 0.4, 0.4]], [[0.2, 0.2, 0.6, 0.6]], everywhere);
    expect(grid.some((point) => point !== 0)).toBe(false);
  });

  test('of frames are paired by their times, where both have some', () => {
    const box: [number, number, number, number] = [0, 0, 0.5, 1];
    const truth = { events: [], frames: [0, 0.04, 0.08, 0.12].map((time) => ({ time, boxes: time > 0 ? [box] : [] })) };
    const frames = [
      { time: 0.0004, boxes: [box] },
      { time: 0.0802, boxes: [[0, 0, 1, 1] satisfies typeof box] },
      { time: 0.12, boxes: [] },
    ];
    expect(tallyOf(truth, { events: [], frames }, everywhere)).toMatchObject({ boxFrames: 1, overlap: 0.5 });
  });
});

import fc from 'fast-check';
import type { Box, MotionEvent } from '../../pipeline/motion';
import { MotionEvents, defaultEventRules } from '../../pipeline/motion-events';

const whole: Box = [0.25, 0.25, 0.5, 0.5];
const rate = 25;

/** Events of a video at 25 frames a second, by the moving area of each frame. */
function eventsOf(areas: number[], boxes: (frame: number) => Box[] = () => [whole]): MotionEvent[] {
  const events = new MotionEvents();
  areas.forEach((area, frame) => {
    events.add({ frame, pts: frame * 512, time: frame / rate, area, boxes: area === 0 ? [] : boxes(frame) });
  });
  return events.finish(areas.length / rate, areas.length);
}

const still = (frames: number) => Array.from({ length: frames }, () => 0);
const moving = (frames: number, area = 0.1) => Array.from({ length: frames }, () => area);

const frames = (events: MotionEvent[]) => events.map(({ startFrame, endFrame }) => [startFrame, endFrame]);

describe('MotionEvents', () => {
  test('an event ends, half-open, where the first still frame begins', () => {
    expect(eventsOf([...still(10), ...moving(10), ...still(10)])).toEqual([
      { start: 0.4, end: 0.8, startFrame: 10, endFrame: 20, peak: 0.4, score: 0.1, box: whole },
    ]);
  });

  test('a run that reaches the end of the video ends with its last frame', () => {
    expect(eventsOf([...still(10), ...moving(15)])).toMatchObject([
      { start: 0.4, end: 1, startFrame: 10, endFrame: 25 },
    ]);
  });

  test('motion from the first frame to the last is one event', () => {
    expect(eventsOf(moving(50))).toMatchObject([{ start: 0, end: 2, startFrame: 0, endFrame: 50 }]);
  });

  test('a run must last 0.2 seconds', () => {
    expect(eventsOf([...still(5), ...moving(4), ...still(5)])).toEqual([]);
    expect(frames(eventsOf([...still(5), ...moving(5), ...still(5)]))).toEqual([[5, 10]]);
  });

  test('a run must last three frames, however long they are shown', () => {
    const run = (count: number) => {
      const events = new MotionEvents();
      for (let frame = 0; frame < 10; frame += 1) {
        events.add({ frame, pts: frame, time: frame, area: frame < count ? 0.1 : 0, boxes: [] });
      }
      return frames(events.finish(10, 10));
    };
    expect(run(2)).toEqual([]);
    expect(run(3)).toEqual([[0, 3]]);
  });

  test('runs up to two seconds apart are one event', () => {
    expect(frames(eventsOf([...moving(10), ...still(50), ...moving(10)]))).toEqual([[0, 70]]);
    expect(frames(eventsOf([...moving(10), ...still(51), ...moving(10)]))).toEqual([[0, 10], [61, 71]]); // prettier-ignore
  });

  test('a blip doesn’t bridge a gap: persistence is asked for before gaps are closed', () => {
    const gapWithBlip = [...still(30), ...moving(3), ...still(30)];
    expect(frames(eventsOf([...moving(10), ...gapWithBlip, ...moving(10)]))).toEqual([[0, 10], [73, 83]]); // prettier-ignore
  });

  test('peak and score are of the frame in which most moves, the first of equals, also across joined runs', () => {
    const [event] = eventsOf([...moving(5, 0.1), 0.4, 0.4, 0.2, ...still(10), ...moving(5, 0.3)]);
    expect(event).toMatchObject({ peak: 5 / rate, score: 0.4, endFrame: 23 });
    const [later] = eventsOf([...moving(5, 0.1), ...still(10), ...moving(5, 0.3)]);
    expect(later).toMatchObject({ peak: 15 / rate, score: 0.3 });
  });

  test('the box is around everything that moved, also across joined runs', () => {
    const [event] = eventsOf(
      [...moving(5), ...still(5), ...moving(5)],
      (frame) =>
      frame < 10 ? [[0.1, 0.5, 0.2, 0.6], [0.3, 0.4, 0.5, 0.5]] : [[0.7, 0.8, 0.9, 1]], // prettier-ignore
    );
    expect(event?.box).toEqual([0.1, 0.4, 0.9, 1]);
  });

  test('no motion, no events', () => expect(eventsOf(still(100))).toEqual([]));

  test('events ascend, keep their gap and their persistence, and cover only what moved at their ends', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 80 }))), (runs) => {
        const areas = runs.flatMap(([moves, length]) => (moves ? moving(length) : still(length)));
        const events = eventsOf(areas);
        events.forEach((event, number) => {
          expect(areas.slice(event.startFrame, event.startFrame + 5)).toEqual(moving(5));
          expect(areas.slice(event.endFrame - 5, event.endFrame)).toEqual(moving(5));
          expect([areas[event.startFrame - 1] ?? 0, areas[event.endFrame] ?? 0]).toEqual([0, 0]);
          const gap = event.startFrame - (events[number - 1]?.endFrame ?? -Infinity);
          expect(gap).toBeGreaterThan(defaultEventRules.maxGapSeconds * rate);
        });
      }),
    );
  });
});

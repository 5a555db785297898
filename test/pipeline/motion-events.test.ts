import fc from 'fast-check';
import type * as z from 'zod';
import type { Box, MotionEvent, MotionFlag, MotionFrame } from '../../pipeline/motion';
import { MotionEvents } from '../../pipeline/motion-events';
import { MotionOptions } from '../../kernels/motion/options';

const whole: Box = [0.25, 0.25, 0.5, 0.5];
const rate = 25;

const frameOf = (frame: number, changes: Partial<MotionFrame> = {}): MotionFrame => ({
  ...{ frame, pts: frame * 512, time: frame / rate, area: 0, boxes: [], regions: [], flags: [] },
  ...changes,
});

type Options = z.input<typeof MotionOptions>;

/** Events of a video at 25 frames a second, by the score of one region in each frame. */
function eventsOf(scores: number[], options: Options = {}, boxes: (frame: number) => Box[] = () => [whole]) {
  const events = new MotionEvents(MotionOptions.parse(options));
  scores.forEach((score, frame) => {
    const own = score === 0 ? [] : boxes(frame);
    const regions = score === 0 ? [] : [{ region: 'door', score, boxes: own.map((_, box) => box) }];
    events.add(frameOf(frame, { boxes: own, regions }));
  });
  return events.finish(scores.length / rate, scores.length).events;
}

const still = (frames: number) => Array.from({ length: frames }, () => 0);
const moving = (frames: number, score = 0.1) => Array.from({ length: frames }, () => score);

const frames = (events: MotionEvent[]) => events.map(({ startFrame, endFrame }) => [startFrame, endFrame]);
const times = (events: MotionEvent[]) => events.map(({ start, end }) => [start, end]);

describe('MotionEvents', () => {
  test('an event ends, half-open, where the first still frame begins', () => {
    expect(eventsOf([...still(10), ...moving(10), ...still(10)])).toEqual([
      { region: 'door', start: 0.4, end: 0.8, startFrame: 10, endFrame: 20, peak: 0.4, score: 0.1, box: whole },
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

  test('a video that lasts longer than its container says ends no event before it begins', () => {
    const events = new MotionEvents(MotionOptions.parse({}));
    for (let frame = 0; frame < 50; frame += 1) {
      events.add(frameOf(frame, { regions: [{ region: 'door', score: frame < 40 ? 0 : 0.1, boxes: [] }].filter(({ score }) => score > 0) })); // prettier-ignore
    }
    expect(frames(events.finish(1, 50).events)).toEqual([[40, 50]]);
  });

  test('a run must last 0.2 seconds', () => {
    expect(eventsOf([...still(5), ...moving(4), ...still(5)])).toEqual([]);
    expect(frames(eventsOf([...still(5), ...moving(5), ...still(5)]))).toEqual([[5, 10]]);
  });

  test('a run must last three frames, however long they are shown', () => {
    const run = (count: number) => {
      const events = new MotionEvents(MotionOptions.parse({}));
      for (let frame = 0; frame < 10; frame += 1) {
        const regions = frame < count ? [{ region: 'door', score: 0.1, boxes: [] }] : [];
        events.add(frameOf(frame, { time: frame, regions }));
      }
      return frames(events.finish(10, 10).events);
    };
    expect(run(2)).toEqual([]);
    expect(run(3)).toEqual([[0, 3]]);
  });

  test.each([0, 1, 2])('a video of %i frames has no events', (count) => expect(eventsOf(moving(count))).toEqual([]));

  test('runs up to two seconds apart are one event', () => {
    expect(frames(eventsOf([...moving(10), ...still(50), ...moving(10)]))).toEqual([[0, 70]]);
    expect(frames(eventsOf([...moving(10), ...still(51), ...moving(10)]))).toEqual([[0, 10], [61, 71]]); // prettier-ignore
  });

  test('or as far apart as was asked for', () => {
    const scores = [...moving(10), ...still(10), ...moving(10), ...still(1), ...moving(10)];
    expect(frames(eventsOf(scores, { maxGapSeconds: 0 }))).toEqual([[0, 10], [20, 30], [31, 41]]); // prettier-ignore
    expect(frames(eventsOf(scores, { maxGapSeconds: 0.04 }))).toEqual([[0, 10], [20, 41]]); // prettier-ignore
    expect(frames(eventsOf(scores, { maxGapSeconds: 0.4 }))).toEqual([[0, 41]]);
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
      {},
      (frame) =>
      frame < 10 ? [[0.1, 0.5, 0.2, 0.6], [0.3, 0.4, 0.5, 0.5]] : [[0.7, 0.8, 0.9, 1]], // prettier-ignore
    );
    expect(event?.box).toEqual([0.1, 0.4, 0.9, 1]);
  });

  test('no motion, no events', () => expect(eventsOf(still(100))).toEqual([]));

  test('events that are too short are left out, after gaps were closed and before pads are added', () => {
    const scores = [...moving(10), ...still(10), ...moving(10), ...still(60), ...moving(10), ...still(60)];
    expect(frames(eventsOf(scores, { minLengthSeconds: 1.2 }))).toEqual([[0, 30]]);
    expect(frames(eventsOf(scores, { minLengthSeconds: 1.21 }))).toEqual([]);
    expect(frames(eventsOf(scores, { minLengthSeconds: 0.5, padAfterSeconds: 1 }))).toEqual([[0, 55]]);
  });
});

describe('pads', () => {
  test('widen an event in time and in frames, not its peak, score and box', () => {
    const [event] = eventsOf([...still(50), ...moving(10), ...still(50)], {
      padBeforeSeconds: 0.5,
      padAfterSeconds: 1,
    });
    // At 1.5 s the frame before, from 1.48 s, has begun already.
    expect(event).toMatchObject({ start: 1.5, end: 3.4, startFrame: 38, endFrame: 85 });
    expect(event).toMatchObject({ peak: 2, score: 0.1, box: whole });
  });

  test('end with the video', () => {
    const scores = [...still(10), ...moving(10), ...still(10)];
    const [event] = eventsOf(scores, { padBeforeSeconds: 60, padAfterSeconds: 60 });
    expect(event).toMatchObject({ start: 0, end: 1.2, startFrame: 0, endFrame: 30 });
    expect(times(eventsOf(scores, { padAfterSeconds: 0.4 }))).toEqual([[0.4, 1.2]]);
    expect(frames(eventsOf(scores, { padAfterSeconds: 0.4 }))).toEqual([[10, 30]]);
    expect(frames(eventsOf(scores, { padBeforeSeconds: 0.4 }))).toEqual([[0, 20]]);
  });

  test('make one event of two that then overlap or touch', () => {
    const scores = [...moving(10, 0.1), ...still(60), ...moving(10, 0.2)];
    const pads = (before: number, after: number) => eventsOf(scores, { padBeforeSeconds: before, padAfterSeconds: after }); // prettier-ignore
    expect(frames(pads(1.2, 1.16))).toEqual([[0, 39], [40, 80]]); // prettier-ignore
    expect(pads(1.2, 1.2)).toMatchObject([{ start: 0, end: 3.2, startFrame: 0, endFrame: 80, peak: 2.8, score: 0.2 }]);
    expect(frames(pads(3, 0))).toEqual([[0, 80]]);
    expect(frames(pads(0, 3))).toEqual([[0, 80]]);
  });

  test('follow the frames’ own times, at a variable frame rate and over many frames', () => {
    const events = new MotionEvents(MotionOptions.parse({ padBeforeSeconds: 10, padAfterSeconds: 10 }));
    const count = 200_000;
    const timeOf = (frame: number) => frame * 0.02 + (frame % 2 === 0 ? 0 : 0.005);
    for (let frame = 0; frame < count; frame += 1) {
      const regions = frame >= 100_001 && frame < 100_101 ? [{ region: 'door', score: 0.1, boxes: [] }] : [];
      events.add(frameOf(frame, { time: timeOf(frame), regions }));
    }
    const [event] = events.finish(timeOf(count), count).events;
    expect(event?.start).toBeCloseTo(timeOf(100_001) - 10, 6);
    expect(event).toMatchObject({ startFrame: 99_501, endFrame: 100_601 });
    expect(timeOf(event?.startFrame ?? NaN)).toBeCloseTo(event?.start ?? NaN, 6);
  });
});

describe('several regions', () => {
  const seen = (frame: number, ...names: string[]) =>
    frameOf(frame, {
      boxes: names.map((_, box): Box => [box / 10, 0, box / 10 + 0.1, 1]),
      regions: names.map((region, box) => ({ region, score: (box + 1) / 10, boxes: [box] })),
    });

  function eventsOf(names: (frame: number) => string[], options: Options = {}): MotionEvent[] {
    const events = new MotionEvents(MotionOptions.parse(options));
    for (let frame = 0; frame < 200; frame += 1) events.add(seen(frame, ...names(frame)));
    return events.finish(200 / rate, 200).events;
  }

  test('have events of their own, which may overlap, in the order of their start', () => {
    const events = eventsOf((frame) => [
      ...(frame >= 60 && frame < 160 ? ['yard'] : []),
      ...(frame >= 20 && frame < 100 ? ['door'] : []),
    ]);
    expect(events).toMatchObject([
      { region: 'door', startFrame: 20, endFrame: 100 },
      { region: 'yard', startFrame: 60, endFrame: 160, score: 0.1, box: [0, 0, 0.1, 1] },
    ]);
    // Where both move, the door's box is the second.
    expect(events[0]).toMatchObject({ score: 0.2, peak: 60 / rate, box: [0, 0, 0.2, 1] });
  });

  test('that begin together come in the order of their names', () => {
    expect(eventsOf(() => ['yard', 'door', 'attic']).map(({ region }) => region)).toEqual(['attic', 'door', 'yard']);
  });

  test('don’t bridge each other’s gaps, nor grow into each other by pads', () => {
    const names = (frame: number) => [frame < 20 || frame >= 180 ? 'door' : 'yard'];
    expect(eventsOf(names).map(({ region, startFrame, endFrame }) => [region, startFrame, endFrame])).toEqual([
      ['door', 0, 20],
      ['yard', 20, 180],
      ['door', 180, 200],
    ]);
    expect(eventsOf(names, { padBeforeSeconds: 1, padAfterSeconds: 1 })).toHaveLength(3);
  });
});

describe('unreliable spans', () => {
  function spansOf(flags: MotionFlag[][]) {
    const events = new MotionEvents(MotionOptions.parse({}));
    flags.forEach((own, frame) => events.add(frameOf(frame, { flags: own })));
    return events.finish(flags.length / rate, flags.length).unreliable;
  }
  const camera = (count: number) => Array.from({ length: count }, (): MotionFlag[] => ['camera']);
  const light = (count: number) => Array.from({ length: count }, (): MotionFlag[] => ['light']);
  const good = (count: number) => Array.from({ length: count }, (): MotionFlag[] => []);

  test('from half a second on', () => {
    expect(spansOf([...good(10), ...camera(12), ...good(10)])).toEqual([]);
    expect(spansOf([...good(10), ...camera(13), ...good(10)])).toEqual([
      { reason: 'camera', start: 0.4, end: 0.92, startFrame: 10, endFrame: 23 },
    ]);
    expect(spansOf(camera(30))).toMatchObject([{ start: 0, end: 1.2, endFrame: 30 }]);
  });

  test('flags up to a second apart are one span, which may then be long enough', () => {
    expect(spansOf([...camera(1), ...good(25), ...camera(1), ...good(30)])).toMatchObject([
      { startFrame: 0, endFrame: 27 },
    ]);
    expect(spansOf([...camera(1), ...good(26), ...camera(1), ...good(30)])).toEqual([]);
  });

  test('each reason has its own', () => {
    const both = Array.from({ length: 20 }, (): MotionFlag[] => ['camera', 'light']);
    expect(spansOf([...light(20), ...both, ...camera(20)])).toMatchObject([
      { reason: 'light', startFrame: 0, endFrame: 40 },
      { reason: 'camera', startFrame: 20, endFrame: 60 },
    ]);
  });
});

test('whatever moves: events ascend, keep gap, persistence and pads, and cover only what moved at their ends', () => {
  const pads = fc.constantFrom(0, 0.2, 1, 5);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 80 }))),
      pads,
      pads,
      (runs, padBeforeSeconds, padAfterSeconds) => {
        const scores = runs.flatMap(([moves, length]) => (moves ? moving(length) : still(length)));
        const events = eventsOf(scores);
        events.forEach((event, number) => {
          expect(scores.slice(event.startFrame, event.startFrame + 5)).toEqual(moving(5));
          expect(scores.slice(event.endFrame - 5, event.endFrame)).toEqual(moving(5));
          expect([scores[event.startFrame - 1] ?? 0, scores[event.endFrame] ?? 0]).toEqual([0, 0]);
          const gap = event.startFrame - (events[number - 1]?.endFrame ?? -Infinity);
          expect(gap).toBeGreaterThan(2 * rate);
        });
        const padded = eventsOf(scores, { padBeforeSeconds, padAfterSeconds });
        padded.forEach((event, number) => {
          expect(event.start).toBeCloseTo(event.startFrame / rate, 6);
          expect(event.end).toBeCloseTo(event.endFrame / rate, 6);
          expect(event.startFrame).toBeGreaterThan(padded[number - 1]?.endFrame ?? -1);
        });
        for (const { startFrame, endFrame } of events) {
          const [from, to] = [startFrame - padBeforeSeconds * rate, endFrame + padAfterSeconds * rate];
          const around = padded.filter((one) => one.startFrame <= Math.max(0, from) && one.endFrame >= Math.min(scores.length, to)); // prettier-ignore
          expect(around).toHaveLength(1);
        }
      },
    ),
  );
});

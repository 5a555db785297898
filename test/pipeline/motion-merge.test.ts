import fc from 'fast-check';
import {
  type Box,
  MotionEvent,
  type MotionFlag,
  type MotionFrame,
  MotionRecord,
  type MotionReport,
  type MovingObject,
} from '../../pipeline/motion';
import { MotionMerge } from '../../pipeline/motion-merge';
import type { Region } from '../../pipeline/region';
import { jobOptions, mediaInfo, movingObject as object } from './examples';

/** 25 frames a second at 512 ticks each, from a first frame that isn't at 0. */
const ptsOf = (frame: number): number => 7000 + frame * 512;

const left: Region = { name: 'left', polygon: [[0, 0], [0.5, 0], [0.5, 1], [0, 1]], sensitivity: 1, minSize: 0 }; // prettier-ignore
const right: Region = { name: 'right', polygon: [[0.5, 0], [1, 0], [1, 1], [0.5, 1]], sensitivity: 1, minSize: 0 }; // prettier-ignore

/** Two seconds of frames with these objects in each. */
function merge(objects: (frame: number) => MovingObject[], regions: Region[] = [], flags: MotionFlag[] = []) {
  const media = mediaInfo({ durationSeconds: 2 }, { startPts: 7000, endPts: ptsOf(50), frameCount: 50 });
  const merging = new MotionMerge(media, jobOptions({ regions }));
  const frames: MotionFrame[] = [];
  for (let frame = 0; frame < 50; frame += 1) {
    frames.push(...merging.add(MotionRecord.parse({ pts: ptsOf(frame), objects: objects(frame), flags })));
  }
  const last = merging.finish();
  return { frames: [...frames, ...last.frames], report: last.report };
}

/** Of the frame in the middle. */
const middle = ({ frames }: { frames: MotionFrame[]; report: MotionReport }) => frames[25];

describe('MotionMerge', () => {
  test('a frame for each record, in order, with its time from the first', () => {
    const { frames } = merge(() => []);
    expect(frames.map(({ frame, pts }) => [frame, pts])).toEqual(Array.from({ length: 50 }, (_, n) => [n, ptsOf(n)]));
    expect(frames.map(({ time }) => time)).toEqual(Array.from({ length: 50 }, (_, n) => Math.round(n * 4e4) / 1e6));
    expect(frames[7]).toEqual({ frame: 7, pts: ptsOf(7), time: 0.28, area: 0, boxes: [], regions: [], flags: [] });
  });

  test('where no region was given, the whole picture is one', () => {
    const result = merge((frame) => [object([frame / 100, 0.2, frame / 100 + 0.2, 0.4], 0.04, [[0, 0.04]])]);
    expect(middle(result)).toMatchObject({
      area: 0.04,
      boxes: [[0.25, 0.2, 0.45, 0.4]],
      regions: [{ region: 'picture', score: 0.04, boxes: [0] }],
    });
    expect(result.report).toMatchObject({ regions: [], events: [{ region: 'picture', startFrame: 0, endFrame: 50 }] });
  });

  test('what lies in which region, as a fraction of that region', () => {
    const result = merge(
      (frame) => [
        object([frame / 100, 0, frame / 100 + 0.2, 0.1], 0.02, [[0, 0.02]]),
        object([0.4, frame / 100, 0.6, frame / 100 + 0.3], 0.06, [[0, 0.03], [1, 0.03]]), // prettier-ignore
        object([0.8, frame / 100, 0.9, frame / 100 + 0.1], 0.01, [[1, 0.01]]),
      ],
      [left, right],
    );
    expect(middle(result)).toMatchObject({
      area: 0.09,
      regions: [
        { region: 'left', score: 0.1, boxes: [0, 1] },
        { region: 'right', score: 0.08, boxes: [1, 2] },
      ],
    });
    expect(result.report.regions).toEqual([left, right]);
    expect(result.report.events.map(({ region }) => region)).toEqual(['left', 'right']);
  });

  test('neither a frame’s area nor a region’s score is more than all of it', () => {
    const box = (frame: number): Box => [frame / 1000, 0, 0.5 + frame / 1000, 1];
    const result = merge((frame) => [object(box(frame), 0.7, [[0, 0.4]]), object(box(frame), 0.7, [[0, 0.4]])], [left]);
    expect(middle(result)).toMatchObject({ area: 1, regions: [{ score: 1 }] });
    expect(result.report.events[0]?.score).toBe(1);
  });

  test('numbers have six digits at most', () => {
    const third = 1 / 3;
    const result = merge((frame) => [object([third / 2, third / 2, third + frame / 300, third], third / 7, [[0, third / 7]])], [left]); // prettier-ignore
    const numbers = JSON.stringify([result.frames, result.report.events]).match(/\d+\.\d+/g) ?? [];
    expect(numbers.length).toBeGreaterThan(100);
    expect(numbers.filter((number) => (number.split('.')[1]?.length ?? 0) > 6)).toEqual([]);
  });

  test('flags go through, and make unreliable spans', () => {
    const result = merge(() => [], [], ['camera']);
    expect(middle(result)?.flags).toEqual(['camera']);
    expect(result.report.unreliable).toEqual([{ start: 0, end: 2, startFrame: 0, endFrame: 50, reason: 'camera' }]);
  });

  test('the report says what was asked for, and how many frames there were', () => {
    const masks = [{ name: 'clock', polygon: left.polygon }];
    const { report } = new MotionMerge(mediaInfo(), jobOptions({ regions: [left], masks })).finish();
    expect(report).toEqual({
      video: { width: 640, height: 360, frameCount: 0, durationSeconds: 60, timeBase: '1/12800' },
      ...{ regions: [left], masks, events: [], unreliable: [] },
    });
  });

  test('pads and lengths are as asked for', () => {
    const options = jobOptions();
    const merging = new MotionMerge(mediaInfo(), {
      ...options,
      motion: { ...options.motion, padBeforeSeconds: 1, padAfterSeconds: 1, minLengthSeconds: 1.5 },
    });
    for (let frame = 0; frame < 500; frame += 1) {
      const moves = (frame >= 50 && frame < 70) || (frame >= 200 && frame < 250);
      const at = (frame % 100) / 200;
      const objects = moves ? [object([at, 0, at + 0.2, 0.2], 0.04, [[0, 0.04]])] : [];
      merging.add(MotionRecord.parse({ pts: ptsOf(frame), objects }));
    }
    expect(merging.finish().report.events).toMatchObject([{ start: 7, end: 11, startFrame: 175, endFrame: 275 }]);
  });

  test('somebody who comes, stands for half a minute and leaves makes one event, though the background holds him', () => {
    const merging = new MotionMerge(mediaInfo(), jobOptions());
    const somebody = (x: number, edge = 0.6) => object([x, 0.3, x + 0.2, 0.7], 0.05, [[0, 0.05]], { edge });
    const seen = (frame: number): MovingObject[] => {
      if (frame >= 250 && frame < 300) return [somebody((frame - 250) / 100)];
      return frame >= 1050 && frame < 1100 ? [somebody(0.49 + (frame - 1050) / 200)] : [];
    };
    // The background changes by cells of three seconds.
    const steps = new Map([[300, [somebody(0.48)]], [1050, [somebody(0.48, -0.6)]]]); // prettier-ignore
    const frames: MotionFrame[] = [];
    for (let frame = 0; frame < 1500; frame += 1) {
      const record = { pts: ptsOf(frame), objects: seen(frame), steps: steps.get(frame) ?? [] };
      frames.push(...merging.add(MotionRecord.parse(record)));
    }
    const last = merging.finish();
    frames.push(...last.frames);
    expect(last.report.events).toMatchObject([{ startFrame: 250, endFrame: 1100, box: [0, 0.3, 0.935, 0.7] }]);
    // Where the background says that he stands.
    expect(frames[600]).toMatchObject({ area: 0.05, boxes: [[0.48, 0.3, 0.68, 0.7]] });
  });
});

describe('whatever the records say', () => {
  const fraction = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);
  const signed = fc.integer({ min: -100, max: 100 }).map((percent) => percent / 100);
  const regions = [left, right];

  /** Something that is seen for a while, most often as things are seen. */
  const mover = fc.record({
    ...{ from: fc.nat({ max: 60 }), frames: fc.integer({ min: 1, max: 60 }) },
    ...{ x: fraction, y: fraction, width: fraction, height: fraction, speed: signed.map((one) => one / 50) }, // prettier-ignore
    moving: fc.oneof(fc.constant(1), fraction),
    outline: fc.oneof(fc.constant({ edge: 0.6, sharp: 1 }), fc.record({ edge: signed, sharp: fraction }), fc.constant({})), // prettier-ignore
    alike: fc.oneof(fc.constant(0), signed),
    contrast: fc.nat({ max: 255 }),
    /** Whether the background tells of it, rather than the frames. */
    isStep: fc.boolean(),
  });
  type Mover = Parameters<Parameters<typeof mover.map>[0]>[0];

  /** Half of it in each of so many regions. */
  function objectOf(mover: Mover, frame: number, regionCount: number): MovingObject {
    const { from, x, y, width, height, speed, moving, outline, alike, contrast } = mover;
    const at = Math.min(1, Math.max(0, x + (frame - from) * speed));
    const box: Box = [at, y, Math.min(1, at + width), Math.min(1, y + height)];
    const area = (box[2] - box[0]) * (box[3] - box[1]);
    const parts = Array.from({ length: regionCount }, (_, region): [number, number] => [region, area / 2]);
    return object(box, area, parts, { edge: undefined, sharp: undefined, ...outline, moving, alike, contrast });
  }

  /** Ticks from one frame to the next: as a rule 25 frames a second, with pauses. */
  const distance = fc.oneof({ weight: 100, arbitrary: fc.constant(512) }, fc.integer({ min: 1, max: 500_000 }));

  test('there is a frame for each, in their order; events lie within the video and name its regions', () => {
    let eventCount = 0;
    const property = fc.property(
      fc.array(distance, { maxLength: 120, size: 'max' }),
      fc.array(mover, { maxLength: 6, size: 'max' }),
      fc.subarray(regions),
      fc.record({ maxStandSeconds: fc.constantFrom(0, 2, 60), padBeforeSeconds: fc.constantFrom(0, 3), padAfterSeconds: fc.constantFrom(0, 3) }), // prettier-ignore
      (distances, movers, asked, motion) => {
        const names = asked.length === 0 ? ['picture'] : asked.map(({ name }) => name);
        let pts = 7000;
        const records = distances.map((ticks, frame): MotionRecord => {
          pts += ticks;
          const here = movers.filter(({ from, frames }) => frame >= from && frame < from + frames);
          const told = (by: Mover[]) => by.map((one) => objectOf(one, frame, names.length));
          const steps = frame % 20 === 0 ? told(here.filter(({ isStep }) => isStep)) : [];
          return { pts, objects: told(here.filter(({ isStep }) => !isStep)), steps, flags: [] };
        });
        const first = records[0]?.pts ?? 0;
        const durationSeconds = (pts + 512 - first) / 12_800;
        const media = mediaInfo(
          { durationSeconds },
          { startPts: first, endPts: pts + 512, frameCount: records.length },
        );
        const options = jobOptions({ regions: asked });
        const merging = new MotionMerge(media, { ...options, motion: { ...options.motion, ...motion } });
        const frames = records.flatMap((record) => merging.add(record));
        const last = merging.finish();
        frames.push(...last.frames);

        expect(frames.map((frame) => [frame.frame, frame.pts])).toEqual(records.map((record, frame) => [frame, record.pts])); // prettier-ignore
        frames.slice(1).forEach(({ time }, frame) => expect(time).toBeGreaterThan(frames[frame]?.time ?? Infinity));
        for (const event of last.report.events) {
          eventCount += 1;
          expect(MotionEvent.safeParse(event).success).toBe(true);
          expect(names).toContain(event.region);
          expect(event.start).toBeGreaterThanOrEqual(0);
          expect(event.start).toBeLessThan(event.end);
          expect(event.end).toBeLessThanOrEqual(Math.round(durationSeconds * 1e6) / 1e6);
          expect(event.startFrame).toBeGreaterThanOrEqual(0);
          expect(event.startFrame).toBeLessThan(event.endFrame);
          expect(event.endFrame).toBeLessThanOrEqual(records.length);
          expect(event.peak).toBeGreaterThanOrEqual(event.start);
          expect(event.peak).toBeLessThan(event.end);
        }
      },
    );
    fc.assert(property, { numRuns: 100 });
    // Otherwise nothing would have been said of them.
    expect(eventCount).toBeGreaterThan(5);
  });
});

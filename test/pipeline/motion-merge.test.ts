import {
  type Box,
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

/** Two seconds of frames with these objects in each, moving a little so that they are no background. */
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
});

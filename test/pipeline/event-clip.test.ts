import { checkClipCount, clipName, mostClips } from '../../pipeline/event-clip';
import { PipelineError } from '../../pipeline/errors';
import type { MotionEvent } from '../../pipeline/motion';

const event: MotionEvent = {
  ...{ region: 'gate', start: 0, end: 1, startFrame: 0, endFrame: 25, peak: 0, score: 1 },
  box: [0, 0, 1, 1],
};

describe('clipName', () => {
  test.each([
    ['gate', 'yard.event-007.gate.mp4'],
    ['front door / left', 'yard.event-007.front-door-left.mp4'],
    ['Küste №1', 'yard.event-007.Küste-1.mp4'],
    ['日本', 'yard.event-007.日本.mp4'],
    ['../../etc', 'yard.event-007.etc.mp4'],
    ['***', 'yard.event-007.region.mp4'],
    ['a\nb\0c', 'yard.event-007.a-b-c.mp4'],
  ])('%j becomes part of a file’s name', (region, expected) => {
    expect(clipName('yard', 7, region, 'mp4')).toBe(expected);
  });

  test('a name of the longest kind fits into 255 bytes', () => {
    const name = clipName('v'.repeat(200), 500, '日'.repeat(60), 'mkv');
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    expect(name).toMatch(/\.event-500\.日+\.mkv$/);
  });
});

describe('checkClipCount', () => {
  test('as many as allowed pass', () => {
    expect(() => checkClipCount(Array<MotionEvent>(mostClips).fill(event))).not.toThrow();
  });

  test('one more is refused, with the remedy', () => {
    const check = () => checkClipCount(Array<MotionEvent>(mostClips + 1).fill(event));
    expect(check).toThrow(PipelineError);
    expect(check).toThrow(/501 events, and at most 500 .*--min-length.*--max-gap/);
  });
});

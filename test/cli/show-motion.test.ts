import { showMotion } from '../../cli/show-motion';
import type { MotionReport } from '../../pipeline/motion';

const report: MotionReport = {
  video: { width: 320, height: 240, frameCount: 250, durationSeconds: 10, timeBase: '1/25' },
  ...{ regions: [], masks: [], events: [], unreliable: [] },
};
const event = (region: string, start: number, end: number): MotionReport['events'][number] => ({
  ...{ region, start, end, startFrame: start * 25, endFrame: end * 25, peak: start, score: 0.25 },
  box: [0, 0, 1, 1],
});

test('nothing moves', () => {
  expect(showMotion('yard', report)).toEqual(['yard: no motion in 250 frames, 00:00:10.000']);
});

test('events and what nothing can be told of, in the order of their start', () => {
  const unreliable = [{ start: 4, end: 5, startFrame: 100, endFrame: 125, reason: 'camera' as const }];
  const events = [event('gate', 1, 2.5), event('front door', 3, 7)];
  expect(showMotion('yard', { ...report, events, unreliable })).toEqual([
    'yard: 2 events of motion in 250 frames, 00:00:10.000',
    '  gate        00:00:01.000 - 00:00:02.500     1.500 s  score 0.250',
    '  front door  00:00:03.000 - 00:00:07.000     4.000 s  score 0.250',
    '  camera moving, or the picture changing as a whole  00:00:04.000 - 00:00:05.000     1.000 s',
  ]);
});

test('one event is one', () => {
  expect(showMotion('yard', { ...report, events: [event('gate', 1, 2)] })[0]).toContain('yard: 1 event of motion in');
});

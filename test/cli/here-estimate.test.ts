import { type MeasuredStretch, estimateHere, fitLine } from '../../cli/here-estimate';

/** On a machine that takes 2 s for a task, half a second for each second of video, and so on. */
const stretch = (videoSeconds: number): MeasuredStretch => ({
  videoSeconds,
  before: 1.5,
  segments: [0, 1].map(() => ({ own: videoSeconds / 2, around: 0, seconds: 2 + videoSeconds / 4 })),
  after: 1 + videoSeconds / 10,
});

const alone = (own: number) => ({ own, around: 0 });
const work = { videoSeconds: 60, aroundShare: 0.5, atOnce: 2 };

test('what two stretches took tells what the whole takes', () => {
  const segments = [30, 30, 30, 30].map(alone);
  const { low, likely, high } = estimateHere([stretch(4), stretch(14)], {
    videoSeconds: 120,
    segments,
    aroundShare: 1,
    atOnce: 2,
  });
  // Two waves of 2 + 15 s, 0.6 s between them, 1.5 s before and 13 s after.
  expect(likely).toBeCloseTo(1.5 + 2 * 17 + 0.6 + 13, 1);
  expect([low < likely, likely < high]).toEqual([true, true]);
});

test('segments go where there is room first', () => {
  const here = (segments: number[]) =>
    estimateHere([stretch(4), stretch(14)], { ...work, segments: segments.map(alone) }).likely;
  // 50 beside the three of 10.
  expect(here([50, 10, 10, 10])).toBeCloseTo(here([50]), 1);
});

test('what is decoded around a segment takes its share', () => {
  const here = (own: number, around: number) =>
    estimateHere([stretch(4), stretch(14)], { ...work, segments: [{ own, around }] }).likely;
  expect(here(10, 20)).toBeCloseTo(here(20, 0), 1);
});

test.each([
  ['a line through them', [[1, 3], [3, 5]], 10, 12],
  ['in proportion, where all are of one length', [[2, 4], [2, 6]], 4, 10],
  ['never falling', [[1, 5], [3, 3]], 100, 4],
  ['never steeper than in proportion', [[1, 0], [3, 6]], 4, 6],
])('%s', (_, points, x, y) => {
  expect(fitLine(points)(x)).toBeCloseTo(y, 6);
}); // prettier-ignore

import type { Box } from '../../pipeline/motion';
import { ThinnedMotion } from '../../pipeline/thin-motion';

const thinned = (boxes: number) => new ThinnedMotion({ durationSeconds: 10, regions: ['door'], parts: 5, boxes });
const box: Box = [0.1, 0.2, 0.3, 0.4];

test('of each part of the video the greatest level counts', () => {
  const motion = thinned(100);
  for (const [frame, score] of [0.1, 0.4, 0.2, 0, 0, 0, 0, 0, 0, 0.9].entries()) {
    motion.add({ frame, time: frame, boxes: [], regions: [{ region: 'door', score, boxes: [] }] });
  }
  motion.add({ frame: 10, time: 10, boxes: [], regions: [{ region: 'elsewhere', score: 1, boxes: [] }] });
  expect(motion.levels).toEqual([{ region: 'door', levels: [400, 200, 0, 0, 900] }]);
});

test('boxes are kept as they are while there are few', () => {
  const motion = thinned(10);
  for (let frame = 0; frame < 4; frame += 1) {
    motion.add({ frame, time: frame / 2, boxes: frame % 2 === 0 ? [box, box] : [], regions: [] });
  }
  expect([motion.stride, motion.moments]).toEqual([1, [[0, 100, 200, 300, 400, 100, 200, 300, 400], [1000, 100, 200, 300, 400, 100, 200, 300, 400]]]); // prettier-ignore
});

test('of a long video every so many frames are kept, evenly, and each holds for longer', () => {
  const motion = thinned(10);
  for (let frame = 0; frame < 1000; frame += 1) motion.add({ frame, time: frame / 100, boxes: [box], regions: [] });
  expect(motion.stride).toBe(128);
  expect(motion.moments.map(([time]) => time)).toEqual([0, 1280, 2560, 3840, 5120, 6400, 7680, 8960]);
  expect(motion.momentSeconds).toBeCloseTo(1.92, 6);
});

test('a picture with more boxes than a page may have has none', () => {
  const motion = thinned(3);
  motion.add({ frame: 1, time: 1, boxes: [box, box, box, box], regions: [] });
  expect(motion.moments).toEqual([]);
});

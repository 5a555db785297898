import { framesPerSecond, megapixelsPerSecond } from '../../pipeline/pixel-rate';
import { mediaInfo } from './examples';

test('frames and pixels of a second', () => {
  const media = mediaInfo({ durationSeconds: 10 }, { width: 1000, height: 500, frameCount: 250 });
  expect([framesPerSecond(media), megapixelsPerSecond(media)]).toEqual([25, 12.5]);
});

test('one frame of no length is a number, too', () => {
  expect(framesPerSecond(mediaInfo({ durationSeconds: 0 }, { frameCount: 1 }))).toBe(1000);
});

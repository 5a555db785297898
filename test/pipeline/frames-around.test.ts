import { framesAround } from '../../pipeline/frames-around';
import { mediaInfo } from './examples';

const media = mediaInfo();
const looking = (before: number, after: number) => ({
  around: (_: unknown, start: number | null, end: number | null) => ({
    from: start === null || start < before ? null : start - before,
    to: end === null ? null : end + after,
  }),
});

test('kernels that look at each frame alone need no other', () => {
  expect(framesAround([{}, {}], media, 100, 200)).toEqual({ from: 100, to: 200 });
  expect(framesAround([], media, null, null)).toEqual({ from: null, to: null });
});

test('of several that look around, the one that looks the furthest counts, on each side', () => {
  expect(framesAround([looking(10, 50), {}, looking(20, 5)], media, 100, 200)).toEqual({ from: 80, to: 250 });
});

test('the video’s own beginning and end are the furthest of all', () => {
  expect(framesAround([looking(10, 50), looking(500, 0)], media, 100, 200)).toEqual({ from: null, to: 250 });
  expect(framesAround([looking(10, 50)], media, 100, null)).toEqual({ from: 90, to: null });
});

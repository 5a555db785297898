import { stretchesOf } from '../../../kernels/pictures/moments';

const timeBase = { numerator: 1, denominator: 10 };
/** Every two seconds, for ten minutes. */
const keyFrames = Array.from({ length: 300 }, (_, gop) => gop * 20);

describe('stretchesOf', () => {
  test('moments within ten seconds are decoded in one go', () => {
    // The key frame of 119 is at 100, 9.3 seconds after 7; that of 129 is farther than ten.
    expect(stretchesOf([0, 7, 119], keyFrames, timeBase)).toEqual([[0, 7, 119]]);
    expect(stretchesOf([0, 7, 129, 219], keyFrames, timeBase)).toEqual([
      [0, 7],
      [129, 219],
    ]);
    expect(stretchesOf([7, 107, 207], keyFrames, timeBase)).toEqual([[7, 107, 207]]);
  });

  test('what is far from the next key frame, but in the same group, too', () => {
    expect(stretchesOf([0, 5000], [0], timeBase)).toEqual([[0, 5000]]);
  });

  test('a hundred at most', () => {
    const stretches = stretchesOf(Array.from({ length: 250 }, (_, moment) => moment), keyFrames, timeBase); // prettier-ignore
    expect(stretches.map(({ length }) => length)).toEqual([100, 100, 50]);
  });

  test('before the first key frame, and none at all', () => {
    expect(stretchesOf([-5, 3], [0, 20], timeBase)).toEqual([[-5, 3]]);
    expect(stretchesOf([], keyFrames, timeBase)).toEqual([]);
  });
});

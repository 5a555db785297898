import { reachable } from '../../../media/index/reachable';
import type { Packet } from '../../../media/index/packets';

const found = (pts: number | undefined, isKeyFrame = true): Packet => ({ pts, duration: 1, isKeyFrame });
const index = {
  keyFrames: [0, 10, 20, 30, 40],
  framesFrom: [5, 6, 7, 8, 9],
  startPts: 0,
  endPts: 50,
  frameCount: 35,
};

describe('reachable', () => {
  test('keeps the key frames that are found at their times, and the first', async () => {
    const asked: number[][] = [];
    const seek = (times: readonly number[]) => {
      asked.push([...times]);
      return Promise.resolve([found(10), found(21), found(30), found(40, false)]);
    };
    expect(await reachable(index, seek)).toEqual({ ...index, keyFrames: [0, 10, 30], framesFrom: [5, 13, 17] });
    expect(asked).toEqual([[10, 20, 30, 40]]);
  });

  test('keeps all that are found', async () => {
    expect(await reachable(index, (times) => Promise.resolve(times.map((pts) => found(pts))))).toEqual(index);
  });

  test.each<[string, Packet[]]>([
    ['nothing is found', []],
    ['not as many are found as were asked for', [found(10), found(20), found(30)]],
    ['they are found without times', [10, 20, 30, 40].map(() => found(undefined))],
  ])('where %s, only the first is left', async (_, packets) => {
    const left = await reachable(index, () => Promise.resolve(packets));
    expect(left).toEqual({ ...index, keyFrames: [0], framesFrom: [35] });
  });

  test('one key frame needs no seek', async () => {
    const seek = jest.fn(() => Promise.resolve([]));
    const whole = { ...index, keyFrames: [0], framesFrom: [35] };
    expect(await reachable(whole, seek)).toEqual(whole);
    expect(seek).not.toHaveBeenCalled();
  });

  test('frames before the first key frame are counted with it', async () => {
    const late = { ...index, keyFrames: [3, 10], framesFrom: [7, 28] };
    expect(await reachable(late, () => Promise.resolve([]))).toEqual({ ...index, keyFrames: [3], framesFrom: [35] });
  });

  test('an index that doesn’t count frames goes on not counting them', async () => {
    const uncounted = { ...index, framesFrom: undefined };
    const left = await reachable(uncounted, () => Promise.resolve([10, 21, 31, 40].map((pts) => found(pts))));
    expect(left).toEqual({ ...uncounted, keyFrames: [0, 10, 40] });
  });

  test('of many, 200 are asked for, evenly spread', async () => {
    const keyFrames = Array.from({ length: 100_001 }, (_, position) => position);
    const many = { keyFrames, framesFrom: keyFrames.map(() => 1), startPts: 0, endPts: 100_001, frameCount: 100_001 };
    const asked: number[] = [];
    const left = await reachable(many, (times) => {
      asked.push(...times);
      return Promise.resolve(times.map((pts) => found(pts)));
    });
    expect(asked).toHaveLength(200);
    expect(left.keyFrames).toEqual([0, ...asked]);
    expect(new Set(left.framesFrom?.slice(1))).toEqual(new Set([500]));
    expect(left.framesFrom?.reduce((sum, frames) => sum + frames, 0)).toBe(100_001);
  });
});

import { type Packet, indexKeyFrames, parsePacket } from '../../../media/index/packets';

const packet = (pts: number | undefined, flags = '', duration: number | undefined = 10): Packet => ({
  pts,
  duration,
  isKeyFrame: flags.includes('K'),
});
const fallback = { startPts: 7, frameTicks: 10 };

describe('parsePacket', () => {
  test.each([
    ['pts=512|duration=256|flags=K__', { pts: 512, duration: 256, isKeyFrame: true }],
    ['pts=-512|duration=256|flags=___', { pts: -512, duration: 256, isKeyFrame: false }],
    ['flags=K_|pts=0|duration=1', { pts: 0, duration: 1, isKeyFrame: true }],
    ['pts=N/A|duration=N/A|flags=K__', { pts: undefined, duration: undefined, isKeyFrame: true }],
    ['pts=0|flags=__', { pts: 0, duration: undefined, isKeyFrame: false }],
    ['pts=0|duration=1|flags=K__|side_data|side_data_type=Skip Samples', { pts: 0, duration: 1, isKeyFrame: true }],
  ])('%s', (line, expected) => expect(parsePacket(line)).toEqual(expected));

  test.each(['', 'pts=512|duration=256', 'pts=512|duration=256|flags=KD_', 'pts=512|duration=256|flags=_D_'])(
    'leaves "%s" out: no packet, or one whose frame isn’t shown',
    (line) => expect(parsePacket(line)).toBeUndefined(),
  );
});

describe('indexKeyFrames', () => {
  test('sorts what comes in decoding order, and ends after the last frame', () => {
    const packets = [packet(0, 'K'), packet(30), packet(10), packet(20), packet(60, 'K'), packet(40), packet(50)];
    expect(indexKeyFrames(packets, fallback)).toEqual({
      keyFrames: [0, 60],
      framesFrom: [6, 1],
      startPts: 0,
      endPts: 70,
      frameCount: 7,
    });
  });

  test('a start before the first key frame, and key frames out of order', () => {
    const packets = [packet(-20), packet(40, 'K'), packet(0, 'K')];
    expect(indexKeyFrames(packets, fallback)).toEqual({
      keyFrames: [0, 40],
      framesFrom: [2, 1],
      startPts: -20,
      endPts: 50,
      frameCount: 3,
    });
  });

  test('ends as long after the last frame as that one is shown, whatever one before it claims', () => {
    const packets = [packet(0, 'K'), packet(20, '', 5), packet(10, '', 900)];
    expect(indexKeyFrames(packets, fallback).endPts).toBe(25);
  });

  test('a key frame told twice counts once', () => {
    expect(indexKeyFrames([packet(0, 'K'), packet(0, 'K')], fallback).keyFrames).toEqual([0]);
  });

  test.each([undefined, 0, -1])('takes the usual duration of a frame instead of %p', (duration) => {
    const packets = [packet(0, 'K'), { pts: 10, duration, isKeyFrame: false }];
    expect(indexKeyFrames(packets, { startPts: 0, frameTicks: 25 }).endPts).toBe(35);
  });

  test('without key frames the beginning is the one place to start at', () => {
    expect(indexKeyFrames([packet(10), packet(0)], fallback).keyFrames).toEqual([0]);
  });

  test('a packet without a time makes the video one piece, as long as its frames usually are', () => {
    const packets = [packet(0, 'K'), packet(undefined, 'K'), packet(20)];
    expect(indexKeyFrames(packets, fallback)).toEqual({
      keyFrames: [7],
      framesFrom: [3],
      startPts: 7,
      endPts: 37,
      frameCount: 3,
    });
  });
});

import { compareFrames } from '../../pipeline/compare-frames';
import type { FrameTimes } from '../../pipeline/segment';

const timeBase = { numerator: 1, denominator: 12_800 };
/** Two segments, ten frames each, 25 a second; the source begins at 1 s. */
const decoded: FrameTimes[] = [[[12_800, 512, 10]], [[17_920, 512, 10]]];
const ticks = (more: (tick: number, frame: number) => number = (tick) => tick, count = 20) =>
  Float64Array.from({ length: count }, (_, frame) => more(frame * 512, frame));

describe('compareFrames', () => {
  test('of an MP4: exactly, from whichever time it begins', () => {
    const joined = { container: 'mp4', ticksPerSecond: 12_800 } as const;
    expect(compareFrames(decoded, timeBase, { ...joined, ticks: ticks() })).toBe(0);
    expect(compareFrames(decoded, timeBase, { ...joined, ticks: ticks((tick) => tick + 77) })).toBe(0);
  });

  test('of a track in finer ticks than the source', () => {
    const coarse = { numerator: 1, denominator: 25 };
    const joined = { container: 'mp4', ticksPerSecond: 10_000, ticks: ticks((_, frame) => frame * 400) } as const;
    expect(compareFrames([[[5, 1, 20]]], coarse, joined)).toBe(0);
  });

  test.each<[string, Float64Array, number | null]>([
    ['one tick off', ticks((tick, frame) => tick + Number(frame === 13)), 13],
    ['one missing', ticks(undefined, 19), 19],
    ['one too many', ticks(undefined, 21), null],
    ['none', ticks(undefined, 0), 0],
    ['one without a time', ticks((tick, frame) => (frame === 4 ? NaN : tick)), 4],
  ])('refuses an MP4 with a frame %s', (_, wrong, frame) => {
    const compare = () => compareFrames(decoded, timeBase, { container: 'mp4', ticksPerSecond: 12_800, ticks: wrong });
    const figures = { expected: 20, joined: wrong.length, frame };
    expect(compare).toThrow(expect.objectContaining({ name: 'FrameMismatch', figures }) as Error);
  });

  test('of Matroska: to a millisecond, telling the greatest error', () => {
    const ntsc = { numerator: 1001, denominator: 30_000 };
    const rounded = Float64Array.from({ length: 300 }, (_, frame) => Math.round((frame * 1001) / 30));
    const joined = { container: 'mkv', ticksPerSecond: 1000 } as const;
    const error = compareFrames([[[7, 1, 300]]], ntsc, { ...joined, ticks: rounded });
    expect(error).toBeGreaterThan(0.0004);
    expect(error).toBeLessThanOrEqual(0.0005);
    rounded[200] = (rounded[200] ?? 0) + 2;
    expect(() => compareFrames([[[7, 1, 300]]], ntsc, { ...joined, ticks: rounded })).toThrow('frame 200 has another');
  });

  test('refuses Matroska for more frames a second than it has milliseconds', () => {
    const quick = { numerator: 1, denominator: 2000 };
    const joined = { container: 'mkv', ticksPerSecond: 1000, ticks: Float64Array.from([0, 1, 1, 2]) } as const;
    expect(() => compareFrames([[[0, 1, 4]]], quick, joined)).toThrow('use --container mp4');
  });
});

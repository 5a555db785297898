import fc from 'fast-check';
import { FrameTimes, countFrames, packFrameTimes, taskOf, unpackFrameTimes } from '../../pipeline/segment';

const ascending = fc
  .tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.array(fc.integer({ min: 1, max: 4 })))
  .map(([first, steps]) => {
    const times = [first];
    for (const step of steps) times.push((times.at(-1) ?? 0) + step);
    return times;
  });

describe('packed frame times', () => {
  test('unpack to what was packed', () => {
    fc.assert(
      fc.property(fc.oneof(ascending, fc.array(fc.integer())), (times) => {
        const packed = packFrameTimes(times);
        expect([...unpackFrameTimes(packed)]).toEqual(times);
        expect(countFrames(packed)).toBe(times.length);
        expect(FrameTimes.parse(packed)).toEqual(packed);
      }),
    );
  });

  test('a constant frame rate is one run, whatever the length', () => {
    const times = Array.from({ length: 100_000 }, (_, frame) => 77 + frame * 512);
    expect(packFrameTimes(times)).toEqual([[77, 512, 100_000]]);
  });

  test('a change of rate begins a new run', () => {
    expect(packFrameTimes([0, 10, 20, 21, 22, 40])).toEqual([[0, 10, 3], [21, 1, 2], [40, 0, 1]]); // prettier-ignore
  });

  test('no frames are no runs', () => expect(packFrameTimes([])).toEqual([]));
});

describe('taskOf', () => {
  test('one kernel is a task of its own, several share one decode', () => {
    expect(taskOf(['motion'])).toBe('motion');
    expect(taskOf(['grayscale'])).toBe('grayscale');
    expect(taskOf(['grayscale', 'motion'])).toBe('fused');
  });
});

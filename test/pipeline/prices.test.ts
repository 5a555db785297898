import { type FargateSize, fargateDollars, lambdaDollars, transitionDollars } from '../../pipeline/prices';

describe('prices', () => {
  const size: FargateSize = { vcpus: 2, memoryGib: 4, architecture: 'x86_64' };
  const hour = 2 * 0.04048 + 4 * 0.004445;

  test('a task pays for its size by the second', () => {
    expect(fargateDollars(size, 3600, 0)).toBeCloseTo(hour, 12);
    expect(fargateDollars(size, 89.2, 0)).toBeCloseTo((hour * 90) / 3600, 12);
    expect(fargateDollars({ ...size, architecture: 'arm64' }, 3600, 0)).toBeCloseTo(2 * 0.03238 + 4 * 0.00356, 12);
  });

  test('a task pays for a minute at least', () => {
    expect(fargateDollars(size, 1, 0)).toBeCloseTo(hour / 60, 12);
    expect(fargateDollars(size, 60, 0)).toBeCloseTo(hour / 60, 12);
    expect(fargateDollars(size, 61, 0)).toBeGreaterThan(hour / 60);
  });

  test('Spot makes processors and memory cheaper, storage beyond 20 GiB never', () => {
    expect(fargateDollars(size, 3600, 1)).toBeCloseTo(hour * 0.35, 12);
    expect(fargateDollars(size, 3600, 0.5)).toBeCloseTo(hour * 0.675, 12);
    const stored = { ...size, storageGib: 120 };
    expect(fargateDollars({ ...size, storageGib: 20 }, 3600, 1)).toBe(fargateDollars(size, 3600, 1));
    expect(fargateDollars(stored, 3600, 1) - fargateDollars(size, 3600, 1)).toBeCloseTo(0.0111, 12);
    expect(fargateDollars(stored, 3600, 0) - fargateDollars(size, 3600, 0)).toBeCloseTo(0.0111, 12);
  });

  test('a function pays for its memory by the millisecond, and for the call', () => {
    expect(lambdaDollars(2048, 10, 'x86_64')).toBeCloseTo(20 * 0.0000166667 + 0.0000002, 12);
    expect(lambdaDollars(1024, 0.0001, 'arm64')).toBeCloseTo(0.001 * 0.0000133334 + 0.0000002, 14);
  });

  test('a state machine pays for each state that is entered', () => {
    expect(transitionDollars(4000)).toBeCloseTo(0.1, 12);
  });
});

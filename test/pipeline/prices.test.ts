import { pricedRegions, priceTableOf } from '../../pipeline/price-table';
import {
  type FargateSize,
  addressDollars,
  billedSeconds,
  fargateDollars,
  lambdaDollars,
  requestDollars,
  transitionDollars,
} from '../../pipeline/prices';

describe('prices', () => {
  const table = priceTableOf('us-east-1');
  const size: FargateSize = { vcpus: 2, memoryGib: 4, architecture: 'x86_64' };
  const hour = 2 * 0.04048 + 4 * 0.004445;

  test('a task pays for its size by the second', () => {
    expect(fargateDollars(size, 3600, 0, table)).toBeCloseTo(hour, 12);
    expect(fargateDollars(size, 89.2, 0, table)).toBeCloseTo((hour * 90) / 3600, 12);
    expect(fargateDollars({ ...size, architecture: 'arm64' }, 3600, 0, table)).toBeCloseTo(
      2 * 0.03238 + 4 * 0.00356,
      12,
    );
  });

  test('a task pays for a minute at least', () => {
    expect(fargateDollars(size, 1, 0, table)).toBeCloseTo(hour / 60, 12);
    expect(fargateDollars(size, 60, 0, table)).toBeCloseTo(hour / 60, 12);
    expect(fargateDollars(size, 61, 0, table)).toBeGreaterThan(hour / 60);
  });

  test('Spot makes processors and memory cheaper, storage beyond 20 GiB never', () => {
    expect(fargateDollars(size, 3600, 1, table)).toBeCloseTo(hour * 0.35, 12);
    expect(fargateDollars(size, 3600, 0.5, table)).toBeCloseTo(hour * 0.675, 12);
    const stored = { ...size, storageGib: 120 };
    expect(fargateDollars({ ...size, storageGib: 20 }, 3600, 1, table)).toBe(fargateDollars(size, 3600, 1, table));
    expect(fargateDollars(stored, 3600, 1, table) - fargateDollars(size, 3600, 1, table)).toBeCloseTo(0.0111, 12);
    expect(fargateDollars(stored, 3600, 0, table) - fargateDollars(size, 3600, 0, table)).toBeCloseTo(0.0111, 12);
  });

  test('a function pays for its memory by the millisecond, and for the call', () => {
    expect(lambdaDollars(2048, 10, 'x86_64', table)).toBeCloseTo(20 * 0.0000166667 + 0.0000002, 12);
    expect(lambdaDollars(1024, 0.0001, 'arm64', table)).toBeCloseTo(0.001 * 0.0000133334 + 0.0000002, 14);
  });

  test('a state machine pays for each state that is entered', () => {
    expect(transitionDollars(4000, table)).toBeCloseTo(0.1, 12);
  });

  test('Fargate bills whole seconds, and a minute at least; addresses and requests go by use', () => {
    expect([0.1, 60, 60.2].map((seconds) => billedSeconds(seconds, table))).toEqual([60, 60, 61]);
    expect(addressDollars(7200, table)).toBeCloseTo(0.01, 12);
    expect(requestDollars({ reads: 10_000, writes: 1000 }, table)).toBeCloseTo(0.004 + 0.005, 12);
  });

  test('each listed region has prices of its own date, Arm cheaper than x86', () => {
    expect(pricedRegions).toEqual(expect.arrayContaining(['us-west-2', 'eu-west-1', 'eu-central-1', 'ap-southeast-2']));
    for (const region of pricedRegions) {
      const table = priceTableOf(region);
      expect(table).toMatchObject({ region, isListed: true });
      expect(table.pricesOf).toMatch(/^20\d\d-\d\d$/);
      expect(table.source).toContain('https://');
      const { vcpuHour, gibHour } = table.fargate;
      expect(vcpuHour.arm64 / vcpuHour.x86_64).toBeCloseTo(0.8, 2);
      expect(gibHour.arm64 / gibHour.x86_64).toBeCloseTo(0.8, 1);
    }
  });

  test("a region that isn't listed has the usual region's prices, and says so", () => {
    const { fargate, pricesOf } = table;
    const other = priceTableOf('af-south-1');
    expect(other).toMatchObject({ region: 'af-south-1', isListed: false, pricesOf, fargate });
    expect(priceTableOf('toString').isListed).toBe(false);
  });
});

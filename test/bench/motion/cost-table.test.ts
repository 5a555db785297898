import { costTable } from '../../../bench/motion/cost-table';

const cost = (cpuSeconds: number, peakMegabytes = 0) => ({ wallSeconds: 1, cpuSeconds, peakMegabytes });

test('figures are medians of what was measured in the same round, with the least and the most', () => {
  const lines = costTable([
    { decode: cost(2), motion: cost(3, 90), encode: cost(10), fused: cost(11, 100), kernelMilliseconds: 0.5 },
    { decode: cost(4), motion: cost(8, 95), encode: cost(10), fused: cost(13, 101), kernelMilliseconds: 0.75 },
    { decode: cost(3), motion: cost(3, 80), encode: cost(20), fused: cost(21, 130), kernelMilliseconds: 1 },
  ]);
  expect(lines[0]).toMatch(/^of 3 rounds/);
  expect(lines.slice(1).map((line) => /(?<=\s{2})[\d. ]+(?=\s{3}\w)/.exec(line)?.[0].trim().split(/\s+/))).toEqual([
    ['1.50', '1.00', '2.00'],
    ['1.10', '1.05', '1.30'],
    ['0.75', '0.50', '1.00'],
    ['90', '80', '95'],
    ['101', '100', '130'],
  ]);
});

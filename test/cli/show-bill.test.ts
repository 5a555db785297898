import { sayCost, showBill } from '../../cli/show-bill';
import type { Bill } from '../../pipeline/bill';

const bill: Bill = {
  currency: 'USD',
  region: 'us-east-1',
  pricesOf: '2026-03',
  isComplete: true,
  dollars: 0.0125,
  lines: [
    { name: 'Fargate Spot', quantity: 0.123456, unit: 'vCPU hours', dollars: 0.012 },
    { name: 'Step Functions', quantity: 20, unit: 'transitions', dollars: 0.0005 },
  ],
  tasks: 5,
  taskSeconds: 200,
  billedSeconds: 300,
  failed: { tasks: 0, dollars: 0 },
};
const estimate = {
  seconds: { low: 1, likely: 2, high: 3 },
  dollars: { low: 0.01, likely: 0.02, high: 0.04 },
  ...{ segments: 1, mode: 'fused' as const, tasks: 2, region: 'us-east-1', pricesOf: '2026-03' },
};

test('in one line: what, for how many tasks, and what was expected', () => {
  expect(sayCost(bill)).toBe('$0.0125 for 5 tasks');
  expect(sayCost({ ...bill, isComplete: false, failed: { tasks: 1, dollars: 0.002 } }, estimate)).toBe(
    '$0.0125 so far for 5 tasks, 1 of them failed ($0.0020); estimated $0.0200 ($0.0100 to $0.0400)',
  );
});

test('in a table: each line, the total, and what there is to say of it', () => {
  expect(showBill({ ...bill, speedUp: 3.2, efficiency: 0.8, storageDollarsPerMonth: 0.023 })).toEqual([
    'Fargate Spot    $0.0120  0.1235 vCPU hours',
    'Step Functions  $0.0005  20 transitions',
    'total           $0.0125',
    "  AWS's list prices of 2026-03 in us-east-1",
    '  5 tasks, 200 s of their time, billed as 300 s',
    '  3.20 times as fast as one task after the other, 80 % of ideal',
    '  keeping the outputs: $0.0230 a month',
  ]);
  const open = showBill({ ...bill, isComplete: false, failed: { tasks: 1, dollars: 0.002 } });
  expect(open).toEqual(expect.arrayContaining(['  of it $0.0020 for 1 task that failed']));
  expect(open.at(-1)).toContain('not complete');
});

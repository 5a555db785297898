import { sayCost } from '../../cli/say-cost';
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
  expect(sayCost(bill)).toBe('$0.013 for 5 tasks');
  expect(sayCost({ ...bill, isComplete: false, failed: { tasks: 1, dollars: 0.002 } }, estimate)).toBe(
    '$0.013 so far for 5 tasks, 1 of them failed ($0.0020); estimated $0.020 ($0.010 to $0.040)',
  );
});

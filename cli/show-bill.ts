import type { Bill } from '../pipeline/bill';
import type { JobEstimate } from '../pipeline/job-estimate';
import { columns } from './columns';
import { sayCount, sayDollars } from './measures';

/** A bill in one line, with what was estimated beside it. */
export function sayCost(bill: Bill, estimate?: JobEstimate): string {
  const { dollars, tasks, failed, isComplete } = bill;
  const failures = failed.tasks === 0 ? '' : `, ${failed.tasks} of them failed (${sayDollars(failed.dollars)})`;
  const said = `${sayDollars(dollars)}${isComplete ? '' : ' so far'} for ${sayCount(tasks, 'task')}${failures}`;
  if (!estimate) return said;
  const { low, likely, high } = estimate.dollars;
  return `${said}; estimated ${sayDollars(likely)} (${sayDollars(low)} to ${sayDollars(high)})`;
}

/** A bill line by line, and what it comes to. */
export function showBill(bill: Bill): string[] {
  const { lines, dollars, region, pricesOf, failed, isComplete, speedUp, efficiency, storageDollarsPerMonth } = bill;
  const rows = lines.map(({ name, quantity, unit, dollars: each }) => [
    name,
    sayDollars(each),
    `${short(quantity)} ${unit}`,
  ]);
  const notes = [
    `AWS's list prices of ${pricesOf} in ${region}`,
    `${sayCount(bill.tasks, 'task')}, ${short(bill.taskSeconds)} s of their time, billed as ${short(bill.billedSeconds)} s`,
    ...(failed.tasks === 0
      ? []
      : [`of it ${sayDollars(failed.dollars)} for ${sayCount(failed.tasks, 'task')} that failed`]),
    ...(speedUp === undefined || efficiency === undefined
      ? []
      : [
          `${speedUp.toFixed(2)} times as fast as one task after the other, ${Math.round(efficiency * 100)} % of ideal`,
        ]),
    ...(storageDollarsPerMonth === undefined
      ? []
      : [`keeping the outputs: ${sayDollars(storageDollarsPerMonth)} a month`]),
    ...(isComplete ? [] : ['not complete: the job runs still, or the ends of tasks are yet to be told']),
  ];
  return [...columns([...rows, ['total', sayDollars(dollars), '']]), ...notes.map((note) => `  ${note}`)];
}

/** Four digits are enough for people. */
const short = (quantity: number): string => String(Number(quantity.toPrecision(4)));

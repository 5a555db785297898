import type { Bill } from '../pipeline/bill';
import type { JobEstimate } from '../pipeline/job-estimate';
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

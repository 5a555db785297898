import { jobTableShape } from '../pipeline/job-table-shape';
import type { Json } from './states';

/** The sort key of the job's own item; the same as `jobItem` of pipeline/keys.ts, as DynamoDB takes it. */
export const jobItem: Json = { S: 'job' };

/**
 * Only the execution that holds the claim writes the record, and only as long as it is its own to write: a stale run can't
 * overwrite a newer one, nor one that was cancelled. A write may come twice, when the answer to the first was lost: the
 * state that it leads to is fine, too.
 */
export const ownedAnd = (leadingTo?: string): string =>
  `executionId = :execution AND (#state = :running${leadingTo === undefined ? '' : ` OR #state = ${leadingTo}`})`;
export const thisExecution = { ':execution': { 'S.$': '$$.Execution.Id' }, ':running': { S: 'RUNNING' } };

export const now = { 'S.$': '$$.State.EnteredTime' };

/** Lets an item expire. The state machine has no clock that counts seconds: functions reckon, the path leads to the result. */
export const expiry = {
  expression: `${jobTableShape.expiry} = :expiry`,
  value: (path: string) => ({ ':expiry': { 'N.$': `States.Format('{}', ${path})` } }),
};

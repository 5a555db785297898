import { jobTableShape } from '../pipeline/job-table-shape';
import type { Json } from './states';

/** The sort key of the job's own item; the same as `jobItem` of pipeline/keys.ts, as DynamoDB takes it. */
export const jobItem: Json = { S: 'job' };

/** Only the execution that holds the claim writes the record: a stale one can't overwrite a newer one. */
export const ownedByThisExecution = 'executionId = :execution';
export const thisExecution = { ':execution': { 'S.$': '$$.Execution.Id' } };

export const now = { 'S.$': '$$.State.EnteredTime' };

/** Lets an item expire. The state machine has no clock that counts seconds: functions reckon, the path leads to the result. */
export const expiry = {
  expression: `${jobTableShape.expiry} = :expiry`,
  value: (path: string) => ({ ':expiry': { 'N.$': `States.Format('{}', ${path})` } }),
};

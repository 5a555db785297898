import type { Json } from './states';

/** The sort key of the job's own item; the same as `jobItem` of pipeline/keys.ts, as DynamoDB takes it. */
export const jobItem: Json = { S: 'job' };

/** Only the execution that holds the claim writes the record: a stale one can't overwrite a newer one. */
export const ownedByThisExecution = 'executionId = :execution';
export const thisExecution = { ':execution': { 'S.$': '$$.Execution.Id' } };

export const now = { 'S.$': '$$.State.EnteredTime' };

/**
 * The job table: one partition per job, with an item for the job, for each finished segment, for each task, for each launch of
 * one that has ended, and for what was used.
 */
export const jobTableShape = {
  partitionKey: 'jobId',
  sortKey: 'item',
  /** Epoch seconds after which DynamoDB may delete an item. */
  expiry: 'expiresAt',
  /**
   * Jobs by state, newest first. Only a job's own item has both attributes, so that the index holds jobs alone:
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-indexes-general-sparse-indexes.html
   */
  listing: {
    name: 'by-state',
    partitionKey: 'state',
    sortKey: 'createdAt',
    /** What a list shows besides the keys. */
    included: ['source', 'finishedAt', 'executionId', 'error'],
  },
} as const;

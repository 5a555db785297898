/** What SQS refuses. */
export class SqsError extends Error {
  constructor(
    /** As the JSON protocol names it. */
    readonly code: string,
    message: string,
    /** As the older query protocol did, which some SDKs still tell. */
    readonly queryCode = code,
    readonly status = 400,
  ) {
    super(message);
    this.name = 'SqsError';
  }
}

export const noSuchQueue = () =>
  new SqsError('QueueDoesNotExist', 'The specified queue does not exist.', 'AWS.SimpleQueueService.NonExistentQueue');

export const missingParameter = (name: string) =>
  new SqsError('MissingParameter', `The request must contain the parameter ${name}.`);

export const invalidValue = (message: string) => new SqsError('InvalidParameterValue', message);

/** What SNS refuses. */
export class SnsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
    this.name = 'SnsError';
  }
}

export const noSuchTopic = () => new SnsError('NotFound', 'Topic does not exist', 404);
export const invalidParameter = (reason: string) => new SnsError('InvalidParameter', `Invalid parameter: ${reason}`);

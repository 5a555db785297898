/** A mock configuration file that can't be followed. Names the file, the place in it, and what to write there. */
export class MockConfigError extends Error {
  override readonly name = 'MockConfigError';

  constructor(
    readonly fileName: string,
    /** Such as /MockedResponses/LambdaSuccess/1-2. */
    readonly place: string,
    problem: string,
  ) {
    super(`${fileName} at ${place}: ${problem}.`);
  }
}

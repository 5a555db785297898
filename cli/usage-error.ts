/** Wrong usage: nothing was started. The command ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const exit = { succeeded: 0, jobFailed: 1, wrongUsage: 2, interrupted: 130 } as const;

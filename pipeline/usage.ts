import * as z from 'zod';

/** What a job has used besides its tasks' time, as functions and tasks have counted it themselves. */
export const Usage = z.object({
  functionCalls: z.number().nonnegative().default(0),
  /** Seconds of each call times the function's memory. */
  functionGibSeconds: z.number().nonnegative().default(0),
  /** Requests to S3 by what they are billed as: GET, HEAD and the like; PUT, COPY, POST, LIST. DELETE costs nothing. */
  readRequests: z.number().nonnegative().default(0),
  writeRequests: z.number().nonnegative().default(0),
});
export type Usage = z.infer<typeof Usage>;

export const noUsage: Usage = { functionCalls: 0, functionGibSeconds: 0, readRequests: 0, writeRequests: 0 };

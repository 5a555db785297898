import * as z from 'zod';

/** What the details of the many types of events of an execution's history have in common, as far as it is shown to people. */
export const HistoryDetails = z.object({
  name: z.string().optional(),
  state: z.string().optional(),
  index: z.number().optional(),
  length: z.number().optional(),
  input: z.string().optional(),
  output: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  location: z.string().optional(),
  resource: z.string().optional(),
  resourceType: z.string().optional(),
  parameters: z.string().optional(),
  timeoutInSeconds: z.number().optional(),
  heartbeatInSeconds: z.number().optional(),
  mapRunArn: z.string().optional(),
  redriveCount: z.number().optional(),
});
export type HistoryDetails = z.infer<typeof HistoryDetails>;

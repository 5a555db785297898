import { z } from 'zod';

/**
 * What handlers and tasks are told by their surroundings: by Terraform on AWS, by the embedded stack on one machine.
 * Region, endpoints and credentials reach the AWS SDK by its own variables.
 */
export const HandlerEnvironment = z.object({
  FRAMEFLEET_WORK_BUCKET: z.string().min(1),
  FRAMEFLEET_OUTPUT_BUCKET: z.string().min(1),
});
export type HandlerEnvironment = z.infer<typeof HandlerEnvironment>;

export const TaskEnvironment = z.object({
  FRAMEFLEET_WORK_BUCKET: z.string().min(1),
  FRAMEFLEET_OUTPUT_BUCKET: z.string().min(1),
  FRAMEFLEET_JOB_TABLE: z.string().min(1),
  /** ARN of the execution that runs this task. */
  FRAMEFLEET_EXECUTION: z.string().min(1),
  /** From 1; the state machine adds one for every retry. */
  FRAMEFLEET_RETRY: z.coerce.number().int().nonnegative().default(0),
});
export type TaskEnvironment = z.infer<typeof TaskEnvironment>;

/**
 * Parses an environment once, at start.
 * @throws Error naming each variable that is missing or wrong
 */
export function readEnvironment<S extends z.ZodType>(schema: S, variables: NodeJS.ProcessEnv): z.infer<S> {
  const result = schema.safeParse(variables);
  if (!result.success) throw new Error(`Environment: ${z.prettifyError(result.error)}`, { cause: result.error });
  return result.data;
}

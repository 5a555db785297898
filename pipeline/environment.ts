import * as z from 'zod';
import { JobPolicy } from './job-policy';

/**
 * What handlers and tasks are told by their surroundings: by Terraform on AWS, by the embedded stack on one machine.
 * Region, endpoints and credentials reach the AWS SDK by its own variables.
 */
export const HandlerEnvironment = z.object({
  FRAMEFLEET_WORK_BUCKET: z.string().min(1),
  FRAMEFLEET_OUTPUT_BUCKET: z.string().min(1),
  /** Folder in which models are kept once they are fetched. */
  FRAMEFLEET_MODEL_CACHE: z.string().min(1).optional(),
  /** Whether the files that `file://` names are to be seen from a function as from a task. */
  FRAMEFLEET_FILES: z.enum(['here', 'elsewhere']).default('here'),
});
export type HandlerEnvironment = z.infer<typeof HandlerEnvironment>;

/** Of every function, to count its calls. */
export const MeteringEnvironment = z.object({
  /** Where each call is counted for the job's bill; without it none is. */
  FRAMEFLEET_JOB_TABLE: z.string().min(1).optional(),
  /** Days after which what it writes there expires; variables are texts. */
  FRAMEFLEET_RECORD_DAYS: z.coerce.number().pipe(JobPolicy.shape.recordDays.unwrap()).optional(),
  /** Lambda's own: the function's memory in MiB. */
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: z.coerce.number().positive().optional(),
});

/** Of the function that says why a job has failed, besides. */
export const DescribingEnvironment = z.object({
  /** The tasks' log group; on one machine the folder of their log files. */
  FRAMEFLEET_TASK_LOGS: z.string().min(1).optional(),
});

/** Of the function that writes a job's page, besides. */
export const PageEnvironment = z.object({
  FRAMEFLEET_JOB_TABLE: z.string().min(1),
  /** Path of the page as it was built, without data. */
  FRAMEFLEET_PAGE: z.string().min(1),
});

/** Of the function that corrects records, besides. */
export const ReconcilingEnvironment = z.object({
  FRAMEFLEET_JOB_TABLE: z.string().min(1),
  /** Name of the bus on which the ends of jobs are announced. */
  FRAMEFLEET_EVENT_BUS: z.string().min(1),
  /** Days after which a record expires; variables are texts. */
  FRAMEFLEET_RECORD_DAYS: z.coerce.number().pipe(JobPolicy.shape.recordDays.unwrap()),
});

/** Of the function that notes how launches of tasks have ended, besides. */
export const RecordingEnvironment = z.object({
  FRAMEFLEET_JOB_TABLE: z.string().min(1),
  FRAMEFLEET_RECORD_DAYS: z.coerce.number().pipe(JobPolicy.shape.recordDays.unwrap()),
  /** Whether tasks have public addresses, which cost by the hour: ECS doesn't tell. */
  FRAMEFLEET_PUBLIC_ADDRESSES: z.enum(['yes', 'no']),
});

export const TaskEnvironment = z.object({
  FRAMEFLEET_WORK_BUCKET: z.string().min(1),
  FRAMEFLEET_OUTPUT_BUCKET: z.string().min(1),
  FRAMEFLEET_JOB_TABLE: z.string().min(1),
  /** Folder in which models are kept once they are fetched; without it they go with the task. */
  FRAMEFLEET_MODEL_CACHE: z.string().min(1).optional(),
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

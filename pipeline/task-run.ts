import * as z from 'zod';

/** One launch of a task, as ECS tells it at its end. */
export const TaskRun = z.object({
  taskArn: z.string(),
  /** `fused`, `grayscale`, …, `concat`, `illustrate`. */
  task: z.string(),
  /** Index from 0; null for the concatenation and for illustrating. */
  segment: z.number().int().nonnegative().nullable(),
  /** Among the launches of this task for this segment that Step Functions has asked for in this execution: from 1. */
  attempt: z.number().int().positive(),
  /** ARN of the execution that launched it. */
  executionId: z.string(),
  capacity: z.enum(['FARGATE', 'FARGATE_SPOT']),
  vcpus: z.number().positive(),
  memoryGib: z.number().positive(),
  storageGib: z.number().nonnegative(),
  architecture: z.enum(['x86_64', 'arm64']),
  /** It had a public IPv4 address, which costs by the hour. */
  publicAddress: z.boolean().default(false),
  /** What AWS bills goes from here to `stoppedAt`; a task that never came so far costs nothing. */
  pullStartedAt: z.iso.datetime().optional(),
  /** Absent where the container never ran. */
  startedAt: z.iso.datetime().optional(),
  stoppedAt: z.iso.datetime(),
  exitCode: z.number().int().nullable(),
  /** Of ECS: `EssentialContainerExited`, `SpotInterruption`, `UserInitiated`, … */
  stopCode: z.string(),
  stoppedReason: z.string(),
});
export type TaskRun = z.infer<typeof TaskRun>;

/** Whether its container has done its work. */
export const hasSucceeded = ({ exitCode }: Pick<TaskRun, 'exitCode'>): boolean => exitCode === 0;

import * as z from 'zod';
import { clock } from './clock';
import type { Segment } from './segment';

/** A task of ecs:runTask.sync that ended with an error: the cause holds the whole task as JSON. */
export const StoppedTask = z
  .object({
    TaskArn: z.string().optional(),
    TaskDefinitionArn: z.string().optional(),
    Containers: z
      .array(z.object({ Name: z.string().optional(), ExitCode: z.number().optional(), Reason: z.string().optional() }))
      .default([]),
    Overrides: z.object({
      ContainerOverrides: z.array(
        z.object({
          Command: z.array(z.string()).default([]),
          Environment: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
        }),
      ),
    }),
    StopCode: z.string().optional(),
    StoppedReason: z.string().optional(),
  })
  .transform(({ TaskArn, TaskDefinitionArn, Containers: [container], Overrides, StopCode, StoppedReason }) => {
    const [override] = Overrides.ContainerOverrides;
    const [command = 'unknown', , index, kernels] = override?.Command ?? [];
    const before = Number(override?.Environment.find(({ Name }) => Name === 'FRAMEFLEET_RETRY')?.Value);
    return {
      command,
      /** Of the segment; undefined of a task that is about all of them. */
      index,
      kernels,
      /** From 1; undefined where the task wasn't told. */
      attempt: Number.isNaN(before) ? undefined : before + 1,
      exitCode: container?.ExitCode,
      reason: container?.Reason ?? StoppedReason ?? StopCode ?? 'no reason given',
      launched:
        TaskArn === undefined || TaskDefinitionArn === undefined || container?.Name === undefined
          ? undefined
          : { taskArn: TaskArn, definitionArn: TaskDefinitionArn, container: container.Name },
    };
  });
export type StoppedTask = z.infer<typeof StoppedTask>;

/**
 * Says in words how a task ended that has left none itself.
 * @param segments of the plan, to name the time range
 */
export function describeStop(task: StoppedTask, segments: readonly Segment[], jobId: string): string {
  const { command, index, attempt, exitCode, reason } = task;
  const again = `framefleet redrive ${jobId}`;
  const range = segments[Number(index)]?.timeRange;
  const place = range ? ` (${clock(range.start)} to ${clock(range.end)} of the video)` : '';
  const what = command === 'segment' ? `The task of segment ${index ?? '?'}${place}` : `The task "${command}"`;
  if (reason.startsWith('CannotPullContainerError')) {
    return `${what} never began: its image can't be pulled (${reason}). What to do: build and push the image of this deployment (npm run image), then ${again}.`;
  }
  const code = exitCode === undefined ? 'without an exit code' : `with exit code ${exitCode}`;
  const which = attempt === undefined ? '' : ` in attempt ${attempt}`;
  const end = `${what} ended${which} ${code} (${reason}) and left no word why.`;
  if (exitCode !== killed) return `${end} What to do: look at its log, then ${again}.`;
  return `${end} Exit code ${killed} means that it was killed, mostly for want of memory. What to do: give the task more memory (memoryMiB), or use shorter segments; then ${again}.`;
}

/** 128 and the number of SIGKILL. */
const killed = 137;

import * as z from 'zod';
import { KernelName } from './job-options';
import { parseS3Uri } from './keys';
import { taskOf } from './segment';
import { TaskRun } from './task-run';

/** ECS tells times in ISO 8601, with one to three digits after the point. */
const Time = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

/**
 * A task has stopped, as ECS tells the event bus: the fields of DescribeTasks, times as texts.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 */
export const TaskStopped = z.object({
  'detail-type': z.literal('ECS Task State Change'),
  detail: z.object({
    taskArn: z.string().min(1),
    lastStatus: z.literal('STOPPED'),
    /** Absent where a launch names none; ours always do. */
    capacityProviderName: z.enum(['FARGATE', 'FARGATE_SPOT']).default('FARGATE'),
    /** In units of which 1024 are one vCPU, and in MiB. */
    cpu: z.coerce.number().positive(),
    memory: z.coerce.number().positive(),
    ephemeralStorage: z.object({ sizeInGiB: z.number() }).optional(),
    attributes: z.array(z.object({ name: z.string(), value: z.string().nullish() })).default([]),
    pullStartedAt: Time.optional(),
    startedAt: Time.optional(),
    stoppedAt: Time,
    stopCode: z.string().default(''),
    stoppedReason: z.string().default(''),
    containers: z.array(z.object({ exitCode: z.number().int().nullish(), reason: z.string().nullish() })).default([]),
    overrides: z.object({
      containerOverrides: z.tuple(
        [
          z.object({
            command: z.array(z.string()).min(2),
            environment: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
          }),
        ],
        z.unknown(),
      ),
    }),
  }),
});
export type TaskStopped = z.infer<typeof TaskStopped>;

/** What EventBridge's rule lets through that is nobody's job: a task that somebody has started by hand. */
export type EndedRun = { jobId: string; run: TaskRun };

/**
 * The launch that has ended, and the job it belongs to: read from the command and the variables that the state machine has launched
 * it with (statemachine/tasks.ts).
 * @returns undefined for a task that isn't of a job
 */
export function endedRun(event: TaskStopped, publicAddress: boolean): EndedRun | undefined {
  const { detail } = event;
  const [{ command, environment }] = detail.overrides.containerOverrides;
  const told = commandOf(command);
  const variables = new Map(environment.map(({ name, value }) => [name, value]));
  const executionId = variables.get('FRAMEFLEET_EXECUTION');
  if (!told || executionId === undefined) return undefined;
  const [container] = detail.containers;
  const { pullStartedAt, startedAt, stoppedAt, stopCode, stoppedReason } = detail;
  const run = TaskRun.safeParse({
    taskArn: detail.taskArn,
    task: told.task,
    segment: told.segment,
    attempt: Number(variables.get('FRAMEFLEET_RETRY') ?? 0) + 1,
    executionId,
    capacity: detail.capacityProviderName,
    vcpus: detail.cpu / 1024,
    memoryGib: detail.memory / 1024,
    storageGib: detail.ephemeralStorage?.sizeInGiB ?? 20,
    architecture: detail.attributes.find(({ name }) => name === 'ecs.cpu-architecture')?.value ?? 'x86_64',
    publicAddress,
    ...{ pullStartedAt, startedAt, stoppedAt, stopCode },
    stoppedReason: [stoppedReason, container?.reason].filter(Boolean).join(': '),
    exitCode: container?.exitCode ?? null,
  });
  return run.success ? { jobId: told.jobId, run: run.data } : undefined;
}

/** `segment <plan> <index> <kernels>`, `concat <plan>`, `illustrate <plan>` (container/parse-command.ts); kernels comma separated. */
function commandOf([name, plan = '', index, kernels]: readonly string[]) {
  const jobId = jobOfPlan(plan);
  if (jobId === undefined) return undefined;
  if (name === 'concat' || name === 'illustrate') return { jobId, task: name, segment: null };
  const named = KernelName.array().safeParse((kernels ?? '').split(',').filter(Boolean));
  if (name !== 'segment' || !named.success) return undefined;
  return { jobId, task: taskOf(named.data), segment: Number(index) };
}

/** The plan's key begins with the job (pipeline/keys.ts). */
function jobOfPlan(uri: string): string | undefined {
  try {
    return parseS3Uri(uri).key.split('/')[0];
  } catch {
    return undefined;
  }
}

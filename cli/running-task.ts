import {
  DescribeTasksCommand,
  type ECSClient,
  StopTaskCommand,
  type Task,
  paginateListTasks,
} from '@aws-sdk/client-ecs';
import { KernelName } from '../pipeline/job-options';
import type { Architecture, PriceTable } from '../pipeline/price-table';
import { fargateDollars } from '../pipeline/prices';
import { taskOf } from '../pipeline/segment';

/** A task that ECS runs or is about to run. */
export interface RunningTask {
  /** The last part of its ARN. */
  id: string;
  taskArn: string;
  /** Of the tag that the state machine gives it; absent of a task that somebody else has started. */
  jobId?: string;
  /** `fused`, `grayscale`, …, `concat`, `illustrate`. */
  task: string;
  /** Null for a task that is about all segments. */
  segment: number | null;
  /** From 1. */
  attempt?: number;
  executionId?: string;
  capacity: string;
  /** PROVISIONING, PENDING, RUNNING, DEPROVISIONING, … */
  state: string;
  createdAt: Date;
  ageSeconds: number;
  /** So far, by list price. */
  dollars: number;
}

/** As many as DescribeTasks takes at once. */
const mostDescribed = 100;

/** All tasks of a cluster that aren't told to stop, the oldest first. */
export async function listTasks(
  ecs: ECSClient,
  cluster: string,
  { now, prices }: { now: Date; prices: PriceTable },
): Promise<RunningTask[]> {
  const arns: string[] = [];
  for await (const { taskArns = [] } of paginateListTasks({ client: ecs }, { cluster })) arns.push(...taskArns);
  const tasks: RunningTask[] = [];
  for (let first = 0; first < arns.length; first += mostDescribed) {
    const asked = arns.slice(first, first + mostDescribed);
    const answer = await ecs.send(new DescribeTasksCommand({ cluster, tasks: asked, include: ['TAGS'] }));
    tasks.push(...(answer.tasks ?? []).flatMap((task) => read(task, now, prices) ?? []));
  }
  return tasks.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}

/** One that has stopped by itself meanwhile is no error. */
export async function stopTask(ecs: ECSClient, cluster: string, task: string, reason: string): Promise<void> {
  await ecs.send(new StopTaskCommand({ cluster, task, reason })).catch((error: unknown) => {
    // ECS forgets a task an hour after its end.
    if (!(error instanceof Error && error.message.includes('task was not found'))) throw error;
  });
}

function read(task: Task, now: Date, prices: PriceTable): RunningTask | undefined {
  const { taskArn, createdAt = now, pullStartedAt, lastStatus = 'UNKNOWN' } = task;
  if (taskArn === undefined || lastStatus === 'STOPPED') return undefined;
  const [override] = task.overrides?.containerOverrides ?? [];
  const variable = (wanted: string) => override?.environment?.find(({ name }) => name === wanted)?.value;
  const jobId = task.tags?.find(({ key }) => key === 'framefleet:job')?.value;
  const executionId = variable('FRAMEFLEET_EXECUTION');
  const retries = Number(variable('FRAMEFLEET_RETRY'));
  const capacity = task.capacityProviderName ?? task.launchType ?? 'FARGATE';
  return {
    ...{ id: taskArn.split('/').at(-1) ?? taskArn, taskArn, ...workOf(override?.command ?? []) },
    ...(jobId === undefined ? {} : { jobId }),
    ...(Number.isNaN(retries) ? {} : { attempt: retries + 1 }),
    ...(executionId === undefined ? {} : { executionId }),
    ...{ capacity, state: lastStatus, createdAt },
    ageSeconds: secondsBetween(createdAt, now),
    dollars: pullStartedAt ? dollarsOf(task, secondsBetween(pullStartedAt, now), capacity, prices) : 0,
  };
}

/** What the container program was told: see container/parse-command.ts. */
function workOf([name = 'unknown', , index, kernels]: readonly string[]): Pick<RunningTask, 'task' | 'segment'> {
  if (name !== 'segment') return { task: name, segment: null };
  const named = KernelName.array().safeParse(kernels?.split(',') ?? []).data ?? [];
  return { task: taskOf(named), segment: Number(index) };
}

function dollarsOf(task: Task, seconds: number, capacity: string, prices: PriceTable): number {
  const size = {
    vcpus: Number(task.cpu ?? 0) / 1024,
    memoryGib: Number(task.memory ?? 0) / 1024,
    storageGib: task.ephemeralStorage?.sizeInGiB ?? prices.fargate.freeStorageGib,
    architecture: architectureOf(task),
  };
  return fargateDollars(size, seconds, capacity === 'FARGATE_SPOT' ? 1 : 0, prices);
}

const architectureOf = ({ attributes = [] }: Task): Architecture =>
  attributes.some(({ name, value }) => name === 'ecs.cpu-architecture' && value === 'arm64') ? 'arm64' : 'x86_64';

const secondsBetween = (from: Date, to: Date): number => Math.max(0, (to.getTime() - from.getTime()) / 1000);

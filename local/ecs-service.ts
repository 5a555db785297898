import * as z from 'zod';
import { type Access, access } from './api-call';
import type { Service } from './authenticate';
import { describeTask, inSeconds } from './describe-task';
import type { EcsTask, EcsTasks } from './ecs-tasks';
import { arn } from './identity';
import { Refused, operation, serveOperations } from './json-operations';

const Cluster = z.string().min(1).default('default');
const ListTasks = z.object({
  cluster: Cluster,
  family: z.string().optional(),
  desiredStatus: z.enum(['RUNNING', 'PENDING', 'STOPPED']).default('RUNNING'),
  maxResults: z.number().int().min(1).max(100).default(100),
  /** ARN of the last task of the page before. */
  nextToken: z.string().optional(),
});
const DescribeTasks = z.object({
  cluster: Cluster,
  tasks: z.array(z.string()).min(1).max(100),
  include: z.array(z.enum(['TAGS'])).default([]),
});
const StopTask = z.object({ cluster: Cluster, task: z.string().min(1), reason: z.string().max(1024).optional() });

/** ECS in AWS JSON, as far as people look after tasks: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ */
export const createEcsService = (tasks: EcsTasks): Service =>
  serveOperations('ECS', {
    ListTasks: operation(ListTasks, (request) => listTasks(tasks, request)),
    DescribeTasks: operation(DescribeTasks, (request) => describeTasks(tasks, request)),
    StopTask: operation(StopTask, (request) => stopTask(tasks, request)),
  });

function listTasks(
  tasks: EcsTasks,
  { cluster, family, desiredStatus, maxResults, nextToken }: z.infer<typeof ListTasks>,
) {
  const arns = tasks
    .list()
    .filter((task) => isIn(cluster, task))
    .filter(
      ({ taskDefinitionArn }) => family === undefined || taskDefinitionArn.includes(`:task-definition/${family}:`),
    )
    .filter((task) => describeTask(task, inSeconds).desiredStatus === desiredStatus)
    .map(({ taskArn }) => taskArn)
    // Those that stop meanwhile change their places; ids don't.
    .toSorted();
  const rest = arns.filter((one) => nextToken === undefined || one > nextToken);
  const taskArns = rest.slice(0, maxResults);
  return { taskArns, ...(rest.length > maxResults ? { nextToken: taskArns.at(-1) } : {}) };
}

function describeTasks(tasks: EcsTasks, { cluster, tasks: asked, include }: z.infer<typeof DescribeTasks>) {
  const found = asked.map((name) => ({ name, task: find(tasks, cluster, name) }));
  return {
    tasks: found.flatMap(({ task }) => {
      if (!task) return [];
      const tags = include.includes('TAGS') ? task.tags : [];
      return [{ ...describeTask(task, inSeconds), tags }];
    }),
    failures: found.flatMap(({ name, task }) => (task ? [] : [{ arn: taskArn(cluster, name), reason: 'MISSING' }])),
  };
}

function stopTask(tasks: EcsTasks, { cluster, task: name, reason }: z.infer<typeof StopTask>) {
  const found = find(tasks, cluster, name);
  const stopped = found && tasks.stop(found.taskArn, reason);
  if (!stopped) throw new Refused('InvalidParameterException', 'The referenced task was not found.');
  return { task: { ...describeTask(stopped, inSeconds), tags: [] } };
}

const nameOf = (cluster: string): string => cluster.replace(/^.*\//, '');

const isIn = (cluster: string, { clusterArn }: EcsTask): boolean => nameOf(clusterArn) === nameOf(cluster);

/** By ARN or by id. */
const taskArn = (cluster: string, name: string): string =>
  name.startsWith('arn:') ? name : arn('ecs', `task/${nameOf(cluster)}/${name}`);

function find(tasks: EcsTasks, cluster: string, name: string): EcsTask | undefined {
  const task = tasks.find(taskArn(cluster, name));
  return task && isIn(cluster, task) ? task : undefined;
}

const Named = z.object({ cluster: Cluster, task: z.string().optional(), tasks: z.array(z.string()).optional() });

/** What a request to ECS needs of IAM. One that can't be read is about everything, and so stands out. */
export function ecsActions(operation: string, body: unknown): Access[] {
  const { data } = Named.safeParse(body);
  if (!data) return [access(`ecs:${operation}`, '*')];
  const { cluster, task, tasks = task === undefined ? [] : [task] } = data;
  const context = { 'ecs:cluster': cluster.startsWith('arn:') ? cluster : arn('ecs', `cluster/${cluster}`) };
  if (tasks.length === 0) return [access(`ecs:${operation}`, '*', context)];
  return tasks.map((name) => access(`ecs:${operation}`, taskArn(cluster, name), context));
}

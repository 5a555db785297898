import { access, type Access } from './api-call';
import { arn } from './identity';

/** A task that ecs:runTask.sync starts and waits for. Names are ARNs. */
export interface TaskToRun {
  task: string;
  definition: string;
  cluster: string;
  /** Given to ECS with the task: what it may do itself, and what ECS may do to launch it. */
  roles: readonly string[];
  tagged: boolean;
}

/** The rule with which Step Functions hears of a task's end. */
const managedRule = arn('events', 'rule/StepFunctionsGetEventsForECSTaskRule');

/** What each step needs of IAM: https://docs.aws.amazon.com/step-functions/latest/dg/ecs-iam.html */
export const startingTask = ({ task, definition, cluster, roles, tagged }: TaskToRun): Access[] => [
  access('ecs:RunTask', definition, { 'ecs:cluster': cluster }),
  // Asked before the task has an id: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html
  ...(tagged ? [access('ecs:TagResource', task.replace(/[^/]+$/, '*'), { 'ecs:CreateAction': 'RunTask' })] : []),
  ...roles.map((role) => access('iam:PassRole', role, { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' })),
];

export const awaitingTask = ({ task, cluster }: TaskToRun): Access[] => [
  ...['events:PutTargets', 'events:PutRule', 'events:DescribeRule'].map((action) => access(action, managedRule)),
  access('ecs:DescribeTasks', task, { 'ecs:cluster': cluster }),
];

export const stoppingTask = ({ task, cluster }: TaskToRun): Access =>
  access('ecs:StopTask', task, { 'ecs:cluster': cluster });

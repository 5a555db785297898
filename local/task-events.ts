import { asText, describeTask } from './describe-task';
import type { EcsTask } from './ecs-tasks';
import type { EventBus } from './event-bus';

/** Tells the event bus of a task's end as ECS does: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html */
export function announceTaskEnd(bus: EventBus, task: EcsTask): void {
  bus.put({
    source: 'aws.ecs',
    detailType: 'ECS Task State Change',
    resources: [task.taskArn],
    detail: { ...describeTask(task, asText), updatedAt: asText(task.stoppedAt ?? new Date()) },
  });
}

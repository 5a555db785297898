import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeTasksCommand, ECSClient, ListTasksCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { ApiCall } from '../../local/api-call';
import type { BusEvent } from '../../local/event-bus';
import { type RunningServices, startServices } from '../../local/services';
import { TaskStopped, endedRun } from '../../pipeline/task-event';
import { temporaryFolder } from '../tools';

const roleArn = 'arn:aws:iam::000000000000:role/any';
const job = 'b'.repeat(64);
const plan = `s3://work/${job}/plan.json`;

/** In place of the container's program: joining takes until it is stopped, all else is done at once. */
const program = `
if (process.argv[2] !== 'concat') process.exit(0);
process.on('SIGTERM', () => process.exit(75));
setTimeout(() => undefined, 60_000);
`;

describe('the embedded ECS, as people look after tasks', () => {
  const folder = temporaryFolder('all');
  const calls: ApiCall[] = [];
  const events: BusEvent[] = [];
  let services: RunningServices;
  let ecs: ECSClient;
  let sfn: SFNClient;

  beforeAll(async () => {
    await writeFile(join(folder(), 'program.cjs'), program);
    const root = join(folder(), 'stack');
    services = await startServices({
      root,
      program: join(folder(), 'program.cjs'),
      onCall: (call) => calls.push(call),
    });
    services.bus.watch((event) => events.push(event));
    const size = { vcpus: 1, memoryGib: 2, storageGib: 100 };
    services.taskDefinitions['concat-task'] = { environment: {}, roles: [], size, tags: { 'framefleet:stage': 'x' } };
    [ecs, sfn] = [new ECSClient(services.clientsOf('user')), new SFNClient(services.clientsOf('user'))];
  });
  afterAll(async () => {
    [ecs, sfn].forEach((client) => client.destroy());
    await services.stop();
  });

  let machines = 0;
  /** Starts an execution that waits for a task. */
  async function launch(Command: string[]): Promise<string> {
    const Environment = [
      { Name: 'FRAMEFLEET_EXECUTION', Value: 'arn:execution' },
      { Name: 'FRAMEFLEET_RETRY', Value: '0' },
    ];
    const Parameters = {
      Cluster: 'videos',
      TaskDefinition: 'concat-task',
      CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE', Weight: 1 }],
      PropagateTags: 'TASK_DEFINITION',
      Tags: [{ Key: 'framefleet:job', Value: job }],
      Overrides: { ContainerOverrides: [{ Name: 'main', Command, Environment }] },
    };
    const run = { Type: 'Task', Resource: 'arn:aws:states:::ecs:runTask.sync', Parameters, End: true };
    const definition = JSON.stringify({ StartAt: 'Run', States: { Run: run } });
    const name = `machine-${(machines += 1)}`;
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name, definition, roleArn }));
    const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
    return executionArn;
  }
  async function ended(executionArn: string): Promise<{ status?: string; cause?: string }> {
    for (;;) {
      const { status, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (status !== 'RUNNING') return { ...(status && { status }), ...(cause && { cause }) };
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  async function running(): Promise<string> {
    for (;;) {
      const { taskArns: [taskArn] = [] } = await ecs.send(new ListTasksCommand({ cluster: 'videos' }));
      if (taskArn !== undefined) return taskArn;
    }
  }
  const endOf = (taskArn: string) => events.filter(({ resources }) => resources.includes(taskArn));

  test('a task that runs is listed, described with its tags, and stopped for the reason that was given', async () => {
    const execution = await launch(['concat', plan]);
    const taskArn = await running();
    const { tasks: [task] = [] } = await ecs.send(
      new DescribeTasksCommand({ cluster: 'videos', tasks: [taskArn], include: ['TAGS'] }),
    );
    expect(task).toMatchObject({
      taskArn,
      clusterArn: 'arn:aws:ecs:us-east-1:000000000000:cluster/videos',
      capacityProviderName: 'FARGATE',
      lastStatus: 'RUNNING',
      desiredStatus: 'RUNNING',
      ...{ cpu: '1024', memory: '2048', ephemeralStorage: { sizeInGiB: 100 } },
      overrides: { containerOverrides: [{ command: ['concat', plan] }] },
      tags: [
        { key: 'framefleet:stage', value: 'x' },
        { key: 'framefleet:job', value: job },
      ],
    });
    expect(task?.startedAt).toBeInstanceOf(Date);
    expect(endOf(taskArn)).toEqual([]);

    const id = taskArn.split('/').at(-1) ?? '';
    const stopped = await ecs.send(new StopTaskCommand({ cluster: 'videos', task: id, reason: 'left over' }));
    expect(stopped.task).toMatchObject({ taskArn, desiredStatus: 'STOPPED' });
    const { status, cause = '' } = await ended(execution);
    expect(status).toBe('FAILED');
    expect(JSON.parse(cause)).toMatchObject({
      StopCode: 'UserInitiated',
      StoppedReason: 'left over',
      TaskArn: taskArn,
    });
    expect(await ecs.send(new ListTasksCommand({ cluster: 'videos' }))).toMatchObject({ taskArns: [] });
    const { taskArns } = await ecs.send(new ListTasksCommand({ cluster: 'videos', desiredStatus: 'STOPPED' }));
    expect(taskArns).toContain(taskArn);

    const [told, ...more] = endOf(taskArn);
    expect(more).toEqual([]);
    expect(told).toMatchObject({ source: 'aws.ecs', 'detail-type': 'ECS Task State Change' });
    expect(endedRun(TaskStopped.parse(told), true)).toMatchObject({
      jobId: job,
      run: {
        ...{ task: 'concat', segment: null, attempt: 1, executionId: 'arn:execution', capacity: 'FARGATE' },
        ...{ vcpus: 1, memoryGib: 2, storageGib: 100, architecture: 'x86_64' },
        // 75 when its program listens already, 143 before.
        exitCode: expect.any(Number) as unknown,
        ...{ stopCode: 'UserInitiated', stoppedReason: 'left over' },
      },
    });
  });

  test('the end of a task is told when it went well, too', async () => {
    expect(await ended(await launch(['segment', plan, '4', 'motion']))).toEqual({ status: 'SUCCEEDED' });
    const stopped = events.filter(({ source }) => source === 'aws.ecs');
    const runs = stopped.map((event) => endedRun(TaskStopped.parse(event), true)?.run);
    expect(runs.filter((run) => run?.segment === 4)).toMatchObject([{ task: 'motion', exitCode: 0 }]);
  });

  test('what is not there, or in another cluster, is said so', async () => {
    const nobody = 'arn:aws:ecs:us-east-1:000000000000:task/videos/0';
    const described = await ecs.send(new DescribeTasksCommand({ cluster: 'videos', tasks: [nobody] }));
    expect(described).toMatchObject({ tasks: [], failures: [{ arn: nobody, reason: 'MISSING' }] });
    expect(await ecs.send(new ListTasksCommand({ cluster: 'other', desiredStatus: 'STOPPED' }))).toMatchObject({
      taskArns: [],
    });
    await expect(ecs.send(new StopTaskCommand({ cluster: 'videos', task: '0' }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'The referenced task was not found.',
    });
  });

  test('lists go page by page', async () => {
    const page = (nextToken?: string) =>
      ecs.send(new ListTasksCommand({ cluster: 'videos', desiredStatus: 'STOPPED', maxResults: 1, nextToken }));
    const first = await page();
    const second = await page(first.nextToken);
    expect([first.taskArns, second.taskArns].map((arns) => arns?.length)).toEqual([1, 1]);
    expect(second.taskArns).not.toEqual(first.taskArns);
    expect(second.nextToken).toBeUndefined();
  });

  test('what IAM would have to allow is told', () => {
    const asked = calls.filter(({ caller, action }) => caller === 'user' && action.startsWith('ecs:'));
    expect(new Set(asked.map(({ action }) => action))).toEqual(new Set(['ecs:ListTasks', 'ecs:DescribeTasks', 'ecs:StopTask'])); // prettier-ignore
    const { resource, context } = asked.find(({ action }) => action === 'ecs:StopTask') ?? {};
    expect(resource).toMatch(/^arn:aws:ecs:us-east-1:000000000000:task\/videos\/[\da-f]{32}$/);
    expect(context).toEqual({ 'ecs:cluster': 'arn:aws:ecs:us-east-1:000000000000:cluster/videos' });
  });
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { Injections } from '../../../local/faults/injections';
import { TaskFaults } from '../../../local/faults/task-faults';
import { temporaryFolder } from '../../tools';
import { useDisturbedServices } from './disturbed-services';

/** In place of the container's program: so many requests, one after the other, then a quiet end; asked to stop, it says 75. */
const program = `
const { S3Client, HeadObjectCommand } = require(${JSON.stringify(require.resolve('@aws-sdk/client-s3'))});
process.on('SIGTERM', () => setTimeout(() => process.exit(75), 50));
const s3 = new S3Client({ forcePathStyle: true });
const ask = async (left) => {
  if (left === 0) return;
  await s3.send(new HeadObjectCommand({ Bucket: 'things', Key: 'thing' }));
  await new Promise((resolve) => setTimeout(resolve, left === 1 ? 200 : 0));
  await ask(left - 1);
};
ask(Number(process.argv[3])).then(() => process.exit(0), () => process.exit(1));
`;

const start = useDisturbedServices();
const folder = temporaryFolder();

const Task = z.object({
  StopCode: z.string(),
  StoppedReason: z.string(),
  CapacityProviderName: z.string(),
  Containers: z.tuple([z.object({ ExitCode: z.number(), Reason: z.string().optional() })]),
});

/** Runs two tasks side by side: one on Spot, one On-Demand. @returns how each ended */
async function runTasks(tasks: object[], requests = '5') {
  const path = join(folder(), 'program.cjs');
  await writeFile(path, program);
  const { services, s3 } = await start({ tasks: tasks as [] }, { program: path });
  await s3('user').send(new PutObjectCommand({ Bucket: 'things', Key: 'thing', Body: 'x' }));
  const { endpoint, region, credentials } = services.clientsOf('segment');
  services.taskDefinitions.any = {
    environment: {
      ...{ AWS_ENDPOINT_URL: endpoint, AWS_REGION: region, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
      ...{ AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
    },
    roles: [],
  };
  const sfn = new SFNClient(services.clientsOf('user'));
  const branch = (provider: string) => ({
    StartAt: provider,
    States: {
      [provider]: {
        ...{ Type: 'Task', Resource: 'arn:aws:states:::ecs:runTask.sync', End: true },
        Parameters: {
          TaskDefinition: 'any',
          CapacityProviderStrategy: [{ CapacityProvider: provider }],
          Overrides: { ContainerOverrides: [{ Name: 'main', Command: ['segment', requests] }] },
        },
        Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: `${provider} failed` }],
      },
      [`${provider} failed`]: { Type: 'Pass', Parameters: { 'task.$': 'States.StringToJson($.Cause)' }, OutputPath: '$.task', End: true },
    },
  }); // prettier-ignore
  const definition = JSON.stringify({
    StartAt: 'Both',
    States: { Both: { Type: 'Parallel', Branches: [branch('FARGATE_SPOT'), branch('FARGATE')], End: true } },
  });
  const roleArn = 'arn:aws:iam::000000000000:role/any';
  const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'both', definition, roleArn }));
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
  for (;;) {
    const { status, output } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') {
      sfn.destroy();
      const ended = z.tuple([Task, Task]).parse(JSON.parse(output ?? 'null'));
      return { ended: ended.map(({ Containers: [container], ...task }) => ({ ...task, ...container })), services };
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const well = { ExitCode: 0, StopCode: 'EssentialContainerExited' };

test('a killed task ends as one does that runs out of memory, at its request; the other goes on', async () => {
  const { ended, services } = await runTasks([{ task: 1, request: 3, how: 'kill' }]);
  const injected = services.faults?.injected ?? [];
  expect(ended).toMatchObject([
    well,
    {
      ...{ ExitCode: 137, Reason: 'OutOfMemoryError: Container killed due to memory usage' },
      ...{ StopCode: 'EssentialContainerExited', StoppedReason: 'Essential container in task exited' },
    },
  ]);
  expect(injected).toEqual([{ kind: 'task.kill', what: 'segment 5', at: 'segment task 1, request 3' }]);
});

test('Spot interrupts the tasks that are its own, and lets them say goodbye', async () => {
  const spot = (task: number) => ({ task, command: 'segment', request: 5, how: 'spot' });
  const { ended, services } = await runTasks([spot(0), spot(1)]);
  expect(ended).toMatchObject([
    { ExitCode: 75, StopCode: 'SpotInterruption', StoppedReason: 'Your Spot Task was interrupted.' },
    well,
  ]);
  expect(services.faults?.injected.map(({ kind }) => kind)).toEqual(['task.spot']);
});

describe('a share of a task’s requests', () => {
  /** Runs one task, asking so often. @returns the request at which it was killed */
  function run(faults: TaskFaults, id: string, requests: number): number | undefined {
    let killedAt: number | undefined;
    let request = 1;
    const interrupt = () => (killedAt = request);
    faults.launched({ id, command: ['segment'], capacityProvider: null, interrupt });
    while (request <= requests && faults.pass({ name: faults.nameOf(id) ?? '', request, taskId: id })) request += 1;
    faults.ended(id, killedAt === undefined ? 0 : 137);
    return killedAt;
  }
  let injections: Injections;
  beforeEach(() => (injections = new Injections(1)));

  test('is of ten, until one has ended; then of what that one made, and never of a disturbed one', () => {
    const half = (task: number) => ({ task, command: 'segment', at: 0.5, how: 'kill' }) as const;
    const faults = new TaskFaults([half(0), half(2), half(3)], injections);
    expect([1, 2, 3, 4].map((id) => run(faults, String(id), 30))).toEqual([5, undefined, 15, 15]);
  });

  test('of nothing is the first request', () => {
    const faults = new TaskFaults([{ task: 0, at: 0, how: 'kill' }], injections);
    expect(run(faults, '1', 3)).toBe(1);
  });
});

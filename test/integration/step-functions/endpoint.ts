import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  ListMapRunsCommand,
  SFNClient,
  StartExecutionCommand,
  StateMachineAlreadyExists,
  UpdateStateMachineCommand,
  paginateGetExecutionHistory,
} from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { startServices } from '../../../local/services';
import { type Clock, wallClock } from '../../../local/step-functions/states/clock';
import { parseMockConfig } from '../../../local/step-functions/mocks/mock-config';
import { checkout, eventually } from '../run-job';
import { machines } from './machines';

export const mockConfigPath = join(__dirname, 'mock-config.json');

/** Without it the tests start our own endpoint. Region and credentials are what every emulator takes. */
const Environment = z.object({ SFN_ENDPOINT: z.url().optional() });
const emulator = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

/** Waits a hundred times shorter than they are. */
const quickClock: Clock = {
  now: () => new Date(),
  sleep: (ms, signal) => wallClock.sleep(ms / 100, signal),
};

export interface Run {
  executionArn: string;
  status: string | undefined;
  output: unknown;
  error: string | undefined;
  cause: string | undefined;
  /** Names of the states in the order in which they were entered. */
  states: string[];
  history: HistoryEvent[];
  /** How often a state's task was scheduled: once, and once more with every retry. */
  attemptsAt: (state: string) => number;
}

/** A Step Functions that has been given mock-config.json, and our machines in it. */
export interface MockedStepFunctions {
  run: (machine: keyof typeof machines, testCase: string | undefined, input: unknown) => Promise<Run>;
  /** The executions of the items of a distributed Map, by name. */
  childrenOf: (executionArn: string) => Promise<Run[]>;
  /** Puts an object where ItemReaders find it. */
  putObject: (bucket: string, key: string, content: unknown) => Promise<void>;
}

/** One for all tests of the file it is called in. */
export function useMockedStepFunctions(): () => MockedStepFunctions {
  let opened: { mocked: MockedStepFunctions; close: () => Promise<void> } | undefined;
  beforeAll(async () => void (opened = await open()));
  afterAll(async () => opened?.close());
  return () => {
    if (!opened) throw new Error('The endpoint is there only while tests run');
    return opened.mocked;
  };
}

async function open(): Promise<{ mocked: MockedStepFunctions; close: () => Promise<void> }> {
  // eslint-disable-next-line no-restricted-properties -- whoever runs the tests says against what
  const { SFN_ENDPOINT } = Environment.parse(process.env);
  const services = SFN_ENDPOINT === undefined ? await startOurs() : undefined;
  const settings = services?.settings ?? { ...emulator, endpoint: SFN_ENDPOINT ?? '' };
  const client = new SFNClient(settings);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const arns = new Map<string, string>();
  // Made when it is needed: an endpoint that refuses one machine still runs the others.
  const arnOf = async (name: keyof typeof machines): Promise<string> => {
    const arn = arns.get(name) ?? (await createMachine(client, name, machines[name]));
    arns.set(name, arn);
    return arn;
  };

  const runOf = async (executionArn: string): Promise<Run> => {
    const { status, output, error, cause } = await eventually(async () => {
      const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
      return execution.status === 'RUNNING' ? undefined : execution;
    });
    const history: HistoryEvent[] = [];
    for await (const { events = [] } of paginateGetExecutionHistory({ client }, { executionArn }))
      history.push(...events);
    const parsed: unknown = output === undefined ? undefined : JSON.parse(output);
    const states = history.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
    return { executionArn, status, output: parsed, error, cause, history, states, attemptsAt: attemptsIn(history) };
  };
  const mocked: MockedStepFunctions = {
    async run(machine, testCase, input) {
      const stateMachineArn = [await arnOf(machine), testCase].filter((part) => part !== undefined).join('#');
      const request = { stateMachineArn, input: JSON.stringify(input) };
      const { executionArn = '' } = await client.send(new StartExecutionCommand(request));
      return runOf(executionArn);
    },
    async childrenOf(executionArn) {
      const { mapRuns = [] } = await client.send(new ListMapRunsCommand({ executionArn }));
      const runs = await Promise.all(
        mapRuns.map(async ({ mapRunArn }) => {
          const { executions = [] } = await client.send(new ListExecutionsCommand({ mapRunArn }));
          return Promise.all(executions.map((child) => runOf(child.executionArn ?? '')));
        }),
      );
      return runs.flat();
    },
    async putObject(Bucket, Key, content) {
      await s3.send(new CreateBucketCommand({ Bucket })).catch(() => undefined); // It may be there already.
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(content) }));
    },
  };
  const close = async () => {
    for (const stateMachineArn of arns.values()) await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
    client.destroy();
    s3.destroy();
    await services?.stop();
  };
  return { mocked, close };
}

async function startOurs() {
  const root = await mkdtemp(join(tmpdir(), 'framefleet-test-'));
  const mocks = parseMockConfig(await readFile(mockConfigPath, 'utf8'), mockConfigPath);
  const program = join(checkout, 'dist', 'container.cjs');
  const services = await startServices({ root, program, clock: quickClock, mocks });
  return {
    settings: services.clientsOf('user'),
    async stop() {
      await services.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** An endpoint that outlives the tests may have the machine from the last time. */
async function createMachine(client: SFNClient, name: string, machine: object): Promise<string> {
  const definition = JSON.stringify(machine);
  const roleArn = 'arn:aws:iam::000000000000:role/mocked';
  try {
    const { stateMachineArn = '' } = await client.send(new CreateStateMachineCommand({ name, definition, roleArn }));
    return stateMachineArn;
  } catch (error) {
    if (!(error instanceof StateMachineAlreadyExists)) throw error;
    const stateMachineArn = /arn:\S+?:stateMachine:[\w-]+/.exec(error.message)?.[0] ?? '';
    await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
    return stateMachineArn;
  }
}

/** The events of a task don't name its state: the one before them does, or the one before that. */
function attemptsIn(history: readonly HistoryEvent[]): (state: string) => number {
  const stateOf = new Map<number, string | undefined>();
  const scheduled: (string | undefined)[] = [];
  for (const { id = 0, previousEventId = 0, type, stateEnteredEventDetails } of history) {
    const state = stateEnteredEventDetails?.name ?? stateOf.get(previousEventId);
    stateOf.set(id, state);
    if (type === 'TaskScheduled' || type === 'LambdaFunctionScheduled') scheduled.push(state);
  }
  return (state) => scheduled.filter((name) => name === state).length;
}

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  type HistoryEvent,
} from '@aws-sdk/client-sfn';
import { checkDefinition } from '../../../local/step-functions/definition/check-definition';
import {
  createStepFunctions,
  type Clock,
  type ObjectStore,
  type StepFunctions,
  type StepFunctionsOptions,
} from '../../../local/step-functions/server';

export const account = '000000000000';
export const roleArn = `arn:aws:iam::${account}:role/test`;
/** The resource of the tests' Tasks: its integration is given per engine. */
export const work = 'arn:aws:states:::test:work';
export const job = 'arn:aws:states:::test:job.sync';

/** Sleeps no time at all, and remembers how long it should have. */
export class HurriedClock implements Clock {
  readonly slept: number[] = [];

  now(): Date {
    return new Date();
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    this.slept.push(ms);
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  }
}

export interface Run {
  executionArn: string;
  status: string | undefined;
  output: unknown;
  error: string | undefined;
  cause: string | undefined;
  events: HistoryEvent[];
  /** The events in short: `type<previousEventId`. */
  types: string[];
}

/** The engine behind its HTTP handler on a free port, and the AWS SDK's client for it. */
export class Engine {
  readonly client: SFNClient;
  private readonly ended = new Map<string, () => void>();
  private machines = 0;

  private constructor(
    readonly stepFunctions: StepFunctions,
    private readonly server: Server,
  ) {
    const { port } = server.address() as AddressInfo;
    this.client = new SFNClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
  }

  static async start(options: Partial<StepFunctionsOptions> = {}): Promise<Engine> {
    const stepFunctions = createStepFunctions({
      region: 'eu-west-1',
      account,
      integrations: {},
      objects: memoryObjects(),
      clock: new HurriedClock(),
      ...options,
      onExecutionEnded: (execution) => {
        options.onExecutionEnded?.(execution);
        engine.ended.get(execution.executionArn)?.();
        engine.ended.set(execution.executionArn, () => undefined);
      },
    });
    const server = createServer((request, response) => stepFunctions.handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const engine = new Engine(stepFunctions, server);
    return engine;
  }

  async create(definition: object): Promise<string> {
    const request = { name: `machine-${++this.machines}`, definition: JSON.stringify(definition), roleArn };
    const { stateMachineArn } = await this.client.send(new CreateStateMachineCommand(request));
    return stateMachineArn!;
  }

  /** Begins an execution, and gives its ARN. */
  async begin(definition: object, input: unknown = {}): Promise<string> {
    const stateMachineArn = await this.create(definition);
    const request = { stateMachineArn, input: JSON.stringify(input) };
    return (await this.client.send(new StartExecutionCommand(request))).executionArn!;
  }

  async end(executionArn: string): Promise<Run> {
    await new Promise<void>((resolve) => {
      if (this.ended.has(executionArn)) resolve();
      else this.ended.set(executionArn, resolve);
    });
    const { status, output, error, cause } = await this.client.send(new DescribeExecutionCommand({ executionArn }));
    const events = await this.history(executionArn);
    const types = events.map(({ type, previousEventId }) => `${type}<${previousEventId}`);
    const value: unknown = output === undefined ? undefined : JSON.parse(output);
    return { executionArn, status, output: value, error, cause, events, types };
  }

  async run(definition: object, input?: unknown): Promise<Run> {
    return this.end(await this.begin(definition, input));
  }

  /** Goes on with an execution that failed, to its end. */
  async redrive(executionArn: string): Promise<Run> {
    this.ended.delete(executionArn);
    await this.client.send(new RedriveExecutionCommand({ executionArn }));
    return this.end(executionArn);
  }

  async history(executionArn: string): Promise<HistoryEvent[]> {
    const { events = [] } = await this.client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    return events;
  }

  async close(): Promise<void> {
    await this.stepFunctions.close();
    this.client.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** Objects by `bucket/key`; what a map run writes is put there, too. */
export function memoryObjects(objects: Record<string, string> = {}): ObjectStore {
  return {
    read: (bucket, key) => {
      const content = objects[`${bucket}/${key}`];
      return content === undefined ? Promise.reject(new Error('NoSuchKey')) : Promise.resolve(Buffer.from(content));
    },
    list: (bucket, prefix) =>
      Promise.resolve(
        Object.entries(objects)
          .filter(([name]) => name.startsWith(`${bucket}/${prefix}`))
          .map(([name, content]) => ({
            key: name.slice(bucket.length + 1),
            size: content.length,
            etag: `etag-of-${name}`,
            lastModified: new Date(1_700_000_000_000),
          })),
      ),
    write: (bucket, key, content) => {
      objects[`${bucket}/${key}`] = content;
      return Promise.resolve();
    },
  };
}

/** A machine of one state. */
export function only(state: object): object {
  return { StartAt: 'Only', States: { Only: { End: true, ...state } } };
}

/** An integration that hangs until it is aborted, and tells both. */
export function hanging(): {
  integration: (call: { signal: AbortSignal }) => Promise<never>;
  begun: Promise<void>;
  settled: () => number;
} {
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  let settled = 0;
  return {
    begun,
    settled: () => settled,
    integration: async ({ signal }) => {
      begin();
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      // A service that takes its time to stop: the state must wait for it.
      await new Promise((resolve) => setTimeout(resolve, 20));
      settled++;
      throw new Error('aborted');
    },
  };
}

/** What is wrong with a definition, each as `location: message`. The tests' own resources are known. */
export function problemsOf(definition: object | string): string[] {
  const none = () => Promise.resolve(null);
  const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
  const { diagnostics } = checkDefinition(text, { [work]: none, [job]: none });
  return diagnostics.map(({ message, location }) => `${location}: ${message}`);
}

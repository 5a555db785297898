import { appendFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { ClientOptions } from '../aws/clients';
import { type Access, type ApiCall, type Caller, access } from './api-call';
import { Callers } from './callers';
import { createDynamoDb } from './dynamodb';
import { dynamodbActions } from './dynamodb-actions';
import type { TaskDefinition } from './ecs-request';
import { createEcsService, ecsActions } from './ecs-service';
import { EcsTasks } from './ecs-tasks';
import { type Address, type Endpoint, openEndpoint } from './endpoint';
import { type BusEvent, EventBus } from './event-bus';
import { createEvents, eventsActions } from './events-service';
import { announceStatus } from './execution-events';
import { FunctionCalls } from './function-calls';
import { type Credentials, account, region } from './identity';
import type { Service } from './authenticate';
import { type ActionsOf, forCallers } from './json-service';
import { createDisturbance } from './faults/disturbance';
import type { InjectedFault } from './faults/injections';
import type { GivenFaults } from './faults/schema';
import { createIntegrations } from './integrations/integrations';
import { refusedParameters } from './integrations/parameter-rules';
import type { LambdaFunction } from './integrations/invocation';
import { openItemStore } from './item-store';
import type { LogGroup } from './log-files';
import { createLogs, logsActions } from './logs-service';
import { type S3, type S3Request, createS3 } from './s3/server';
import { s3Actions } from './s3-actions';
import { announceUpload } from './s3-events';
import { createSns } from './sns';
import { Topics } from './sns-topics';
import { createSqs } from './sqs';
import { Queues } from './sqs-queues';
import type { Mocks } from './step-functions/mocks/mock-config';
import { type Clock, type StepFunctions, createStepFunctions } from './step-functions/server';
import { stepFunctionsActions } from './step-functions-actions';
import { forQueryCallers } from './query-service';
import { announceTaskEnd } from './task-events';
import { createSts } from './sts';

export interface ServicesOptions {
  /** Folder for everything that the services keep: objects, tables, logs, tasks' files. */
  root: string;
  /** Whether tables, machines and executions shall be kept there, too, so that a restart on the folder finds them. Objects always are. */
  durable?: boolean;
  /** The container program's bundle (scripts/bundle.mjs), the very file that the image runs. */
  program: string;
  /** Where to listen: at a free port of this machine only, unless told otherwise. */
  address?: Address;
  /** Of whoever starts the services; without, they are made so that nobody can guess them. */
  user?: Credentials;
  /** host:port or URL of a Lambda endpoint, for the functions that aren't deployed here. */
  lambdaEndpoint?: string;
  /** Answers in place of integrations, for executions that ask for them. */
  mocks?: Mocks;
  /** Time for waits and retries; tests hand in a faster one. */
  clock?: Clock;
  /** What is to go wrong, by seed. Whoever starts the services isn't disturbed, only the pipeline's principals and tasks. */
  faults?: GivenFaults;
  /** Called for every call of an AWS API, by whomever, with what IAM would have to allow for it. */
  onCall?: (call: ApiCall) => void;
  /** Called for every request to S3 once it is answered. */
  onS3Request?: (request: S3Request, caller: Caller) => void;
}

export interface RunningServices {
  /** What an AWS SDK needs to reach them, by who calls. */
  clientsOf: (caller: Caller) => Required<ClientOptions>;
  s3: S3;
  bus: EventBus;
  stepFunctions: StepFunctions;
  /** Those that are deployed, by ARN; more may be added. */
  functions: Record<string, LambdaFunction>;
  /** Calls of functions that are under way, whether somebody waits for them or not. */
  calls: FunctionCalls;
  /** By family; more may be added. */
  taskDefinitions: Record<string, TaskDefinition>;
  /** What of the log files can be read as which group of CloudWatch, by its name; more may be added. */
  logGroups: Record<string, LogGroup>;
  /** Tells of what someone does without a request that the endpoint hears. */
  telling: (caller: Caller) => ((access: Access) => void) | undefined;
  /** Lets something else answer at the endpoint, below a path. */
  mount: Endpoint['mount'];
  logFolder: string;
  /** Where functions and tasks keep models that they have fetched; made by whoever fetches the first. */
  modelFolder: string;
  /** Where there were to be faults: those that have happened so far. */
  faults?: { readonly injected: readonly InjectedFault[] };
  /** Ends executions, tasks and services, in this order. */
  stop(): Promise<void>;
}

/** Whoever may speak to the queues may speak to all of them. */
const sqsActions: ActionsOf = (operation) => [access(`sqs:${operation}`, '*')];

/** An AWS on this machine with nothing in it: Step Functions and what it calls, behind one endpoint. */
export async function startServices(options: ServicesOptions): Promise<RunningServices> {
  // Tasks work in folders of their own, and find none by a relative path.
  const folder = (name: string) => join(resolve(options.root), name);
  // What tasks have left when they were killed together with an earlier stack on this folder.
  await rm(folder('tasks'), { recursive: true, force: true });
  for (const name of ['s3', 'logs', 'tasks', 'dynamodb']) await mkdir(folder(name), { recursive: true });
  const callers = new Callers(options.user);
  const { onCall } = options;
  const disturbance = createDisturbance(options.faults, callers);
  const telling = (caller: Caller) => onCall && ((access: Access) => onCall({ caller, ...access }));

  // As on AWS, what a target doesn't take is no concern of whoever sent it.
  const keepDeadLetter = (event: BusEvent, reason: unknown) => {
    appendFileSync(join(folder('logs'), 'dead-letters.log'), `${JSON.stringify({ event, reason: String(reason) })}\n`);
  };
  const bus = new EventBus(keepDeadLetter, disturbance.deliver);
  const calls = new FunctionCalls(keepDeadLetter, options.clock);
  const s3 = createS3({
    root: folder('s3'),
    region,
    credentials: callers.secrets,
    onObjectCreated: (created) => announceUpload(bus, created),
    onRequest: (request) => {
      const caller = callers.nameOf(request.accessKeyId);
      if (caller) options.onS3Request?.(request, caller);
      if (onCall && caller) for (const needed of s3Actions(request)) onCall({ caller, ...needed });
    },
  });
  const tasks = new EcsTasks((task) => announceTaskEnd(bus, task));
  const queues = new Queues();
  const topics = new Topics(queues);
  const [sqs, sns] = [createSqs(queues), createSns(topics)];
  const dynamodb = createDynamoDb(options.durable ? folder('dynamodb') : undefined);
  const served = (service: Service, actionsOf: ActionsOf) => forCallers(callers, service, actionsOf, onCall);

  const logGroups: RunningServices['logGroups'] = {};

  // The engine calls services through the endpoint, and the endpoint passes calls on to the engine.
  const endpoint = await openEndpoint(
    disturbance.services({
      s3: (request, response) => s3.handle(request, response),
      dynamodb: served((request, response) => dynamodb.handle(request, response), dynamodbActions),
      stepFunctions: served((request, response) => stepFunctions.handle(request, response), stepFunctionsActions),
      events: served(createEvents(bus), eventsActions),
      sqs: served((request, response) => sqs.handle(request, response), sqsActions),
      sns: forQueryCallers(callers, (request, response) => sns.handle(request, response)),
      sts: createSts(callers),
      ecs: served(createEcsService(tasks), ecsActions),
      logs: served(createLogs({ folder: folder('logs'), groups: logGroups }), logsActions),
    }),
    options.address,
  ).catch(async (error: unknown) => {
    await Promise.all([s3.close(), dynamodb.close()]);
    throw error;
  });
  const clientsOf = (caller: Caller) => ({
    endpoint: endpoint.url,
    region,
    credentials: callers.credentialsOf(caller),
  });

  const functions: RunningServices['functions'] = {};
  const taskDefinitions: RunningServices['taskDefinitions'] = {};
  const byMachine = telling('state-machine');
  // As on AWS, what a service refuses a state is the state's to retry.
  const once = { ...clientsOf('state-machine'), maxAttempts: 1 };
  const machine = {
    dynamodb: new DynamoDBClient(once),
    s3: new S3Client(once),
    // The synchronous kind of execution is asked for at a host of its own; here there is one for all.
    sfn: new SFNClient({ ...once, disableHostPrefix: true }),
  };
  const stopping = new AbortController();
  const stepFunctions = createStepFunctions({
    region,
    account,
    clock: disturbance.clock(options.clock),
    objects: openItemStore(clientsOf('state-machine')),
    refusedParameters,
    onStatusChange: (change) => announceStatus(bus, change),
    onChildCall: ({ action, resource }) => byMachine?.(access(`states:${action}`, resource)),
    ...(options.durable ? { folder: folder('step-functions') } : {}),
    ...(options.mocks === undefined ? {} : { mocks: options.mocks }),
    integrations: disturbance.integrations(
      createIntegrations({
        ...machine,
        ...{ bus, queues, topics, functions },
        lambdaEndpoint: options.lambdaEndpoint,
        ecs: {
          program: options.program,
          folder: folder('tasks'),
          logFolder: folder('logs'),
          taskDefinitions,
          tasks,
          stopping: stopping.signal,
          watch: disturbance.tasks,
        },
        onAccess: byMachine,
      }),
    ),
  });

  return {
    clientsOf,
    s3,
    bus,
    stepFunctions,
    functions,
    calls,
    taskDefinitions,
    logGroups,
    telling,
    mount: (path, handle) => endpoint.mount(path, handle),
    logFolder: folder('logs'),
    modelFolder: folder('models'),
    ...(options.faults === undefined ? {} : { faults: { injected: disturbance.injected } }),
    async stop() {
      disturbance.end();
      await stepFunctions.close();
      // Whoever hears of the executions' ends still calls services.
      await calls.close();
      // Tasks that no state waited for.
      stopping.abort();
      queues.close();
      await endpoint.close();
      await s3.close();
      await dynamodb.close();
      Object.values(machine).forEach((client) => client.destroy());
    },
  };
}

import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ClientOptions } from '../aws/clients';
import { createLog } from '../aws/log';
import { createDescribeFailure } from '../handlers/describe-failure';
import { openDependencies } from '../handlers/handler';
import { createMergeMotion } from '../handlers/merge-motion';
import { createPlanSegments } from '../handlers/plan-segments';
import { createProbe } from '../handlers/probe';
import { renderDefinition } from '../statemachine/definition';
import { uploadPattern } from '../statemachine/event-pattern';
import type { StateMachineSettings } from '../statemachine/settings';
import { createDynamoDb, createJobTable } from './dynamodb';
import { createEcs } from './ecs';
import { openEndpoint } from './endpoint';
import { type BusEvent, EventBus } from './event-bus';
import { account, arn, createCredentials, region } from './identity';
import { createLambda } from './lambda';
import { createS3 } from './s3/server';
import { announceUpload } from './s3-events';
import { createDynamoDbIntegrations, createPutEvents } from './service-integrations';
import { type Clock, createStepFunctions } from './step-functions/server';

export interface StackOptions {
  /** Folder for everything that the stack keeps: objects, logs, tasks' files. */
  root: string;
  /** The container program's bundle (scripts/bundle.mjs), the very file that the image runs. */
  program: string;
  /** Programs that handlers and tasks shall use. */
  ffmpegPath: string;
  ffprobePath: string;
  /** Time for waits and retries; tests hand in a faster one. */
  clock?: Clock;
  /** Further variables for tasks: for fault injection in tests. */
  taskEnvironment?: Readonly<Record<string, string>>;
}

export interface Stack {
  /** What an AWS SDK needs to reach it. */
  clients: Required<ClientOptions>;
  stateMachineArn: string;
  inputBucket: string;
  workBucket: string;
  outputBucket: string;
  jobTable: string;
  /** Log files: handlers.log, and one per segment and for the concatenation. */
  logFolder: string;
  /** Calls back for every event on the default bus. */
  onEvent(listen: (event: BusEvent) => void): void;
  /** Ends executions, tasks and services, in this order; nothing of the stack runs afterwards. */
  stop(): Promise<void>;
}

const names = {
  inputBucket: 'framefleet-input',
  workBucket: 'framefleet-work',
  outputBucket: 'framefleet-output',
  jobTable: 'framefleet-jobs',
};

const settings: StateMachineSettings = {
  functions: {
    probe: arn('lambda', 'function:framefleet-probe'),
    planSegments: arn('lambda', 'function:framefleet-plan-segments'),
    mergeMotion: arn('lambda', 'function:framefleet-merge-motion'),
    describeFailure: arn('lambda', 'function:framefleet-describe-failure'),
  },
  cluster: 'framefleet',
  taskDefinitions: { segment: 'framefleet-segment', concat: 'framefleet-concat' },
  containerName: 'main',
  network: { subnets: ['subnet-local'], securityGroups: ['sg-local'], assignPublicIp: true },
  spotFirst: true,
  jobTable: names.jobTable,
  eventBus: 'default',
};

/**
 * The whole pipeline on this machine: the definition, the handlers and the container program that are deployed, behind
 * the endpoints that the AWS SDK expects.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const folders = {
    s3: join(options.root, 's3'),
    logs: join(options.root, 'logs'),
    tasks: join(options.root, 'tasks'),
  };
  await Promise.all(Object.values(folders).map((folder) => mkdir(folder, { recursive: true })));

  const credentials = createCredentials();
  const bus = new EventBus();
  const s3 = createS3({
    root: folders.s3,
    region,
    credentials: new Map([[credentials.accessKeyId, credentials.secretAccessKey]]),
    onObjectCreated: (created) => announceUpload(bus, created),
  });
  await s3.createBucket(names.inputBucket, { versioned: true });
  await s3.createBucket(names.workBucket);
  await s3.createBucket(names.outputBucket);
  const dynamodb = createDynamoDb();

  // The engine calls services through the endpoint, and the endpoint passes calls on to the engine.
  const endpoint = await openEndpoint({
    s3: (request, response) => s3.handle(request, response),
    dynamodb: (request, response) => dynamodb.handle(request, response),
    stepFunctions: (request, response) => stepFunctions.handle(request, response),
  });
  const clients = { endpoint: endpoint.url, region, credentials };
  const dynamodbClient = new DynamoDBClient(clients);
  await createJobTable(dynamodbClient, names.jobTable);

  const toolPaths = { FFMPEG_PATH: options.ffmpegPath, FFPROBE_PATH: options.ffprobePath };
  const buckets = { FRAMEFLEET_WORK_BUCKET: names.workBucket, FRAMEFLEET_OUTPUT_BUCKET: names.outputBucket };
  const logFile = createWriteStream(join(folders.logs, 'handlers.log'), { flags: 'a' });
  const stopping = new AbortController();
  const functionDependencies = {
    ...openDependencies(
      'framefleet',
      { ...toolPaths, ...buckets },
      { clients, log: createLog('framefleet', (line) => logFile.write(line)) },
    ),
    signal: stopping.signal,
  };
  const stepFunctions = createStepFunctions({
    region,
    account,
    clock: options.clock,
    readObject: async (bucket, key) =>
      Buffer.concat(await (await functionDependencies.store.open(bucket, key)).toArray()),
    integrations: {
      'arn:aws:states:::lambda:invoke': createLambda({
        [settings.functions.probe]: createProbe(functionDependencies),
        [settings.functions.planSegments]: createPlanSegments(functionDependencies),
        [settings.functions.mergeMotion]: createMergeMotion(functionDependencies),
        [settings.functions.describeFailure]: createDescribeFailure(functionDependencies),
      }),
      'arn:aws:states:::ecs:runTask.sync': createEcs({
        program: options.program,
        folder: folders.tasks,
        logFolder: folders.logs,
        environment: {
          ...toolPaths,
          ...buckets,
          FRAMEFLEET_JOB_TABLE: names.jobTable,
          AWS_ENDPOINT_URL: endpoint.url,
          AWS_REGION: region,
          AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
          ...options.taskEnvironment,
        },
      }),
      ...createDynamoDbIntegrations(dynamodbClient),
      'arn:aws:states:::events:putEvents': createPutEvents(bus),
    },
  });
  const stateMachineArn = stepFunctions.createStateMachine({
    name: 'framefleet',
    definition: renderDefinition(settings),
    roleArn: `arn:aws:iam::${account}:role/framefleet-state-machine`,
  });
  bus.addRule({
    pattern: uploadPattern(names.inputBucket),
    target: (event) =>
      void stepFunctions.startExecution({ stateMachineArn, name: event.id, input: JSON.stringify(event) }),
  });

  return {
    ...names,
    clients,
    stateMachineArn,
    logFolder: folders.logs,
    onEvent: (listen) => bus.addRule({ pattern: {}, target: listen }),
    async stop() {
      stopping.abort();
      await stepFunctions.close();
      await endpoint.close();
      await s3.close();
      await dynamodb.close();
      dynamodbClient.destroy();
      logFile.end();
      await finished(logFile);
    },
  };
}

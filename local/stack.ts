import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type ClientOptions, openStore } from '../aws/clients';
import { createLog } from '../aws/log';
import { type HandlerDependencies, openDependencies } from '../handlers/handler';
import { renderDefinition } from '../statemachine/definition';
import { uploadPattern } from '../statemachine/event-pattern';
import { type Principal, resourceNames } from '../statemachine/names';
import { type Access, type ApiCall, type Caller, access } from './api-call';
import { Callers } from './callers';
import { createDynamoDb, createJobTable } from './dynamodb';
import { dynamodbActions } from './dynamodb-actions';
import { type TaskDefinition, createEcs } from './ecs';
import { openEndpoint } from './endpoint';
import { type BusEvent, EventBus } from './event-bus';
import { functionsOf } from './functions';
import { account, region, roleArn } from './identity';
import { forCallers } from './json-service';
import { createLambda } from './lambda';
import { type S3Request, createS3 } from './s3/server';
import { s3Actions } from './s3-actions';
import { announceUpload } from './s3-events';
import { createDynamoDbIntegrations, createPutEvents } from './service-integrations';
import { settingsOf } from './settings';
import { type Clock, createStepFunctions } from './step-functions/server';
import { stepFunctionsActions } from './step-functions-actions';

export interface StackOptions {
  /** Folder for everything that the stack keeps: objects, logs, tasks' files. */
  root: string;
  /** The container program's bundle (scripts/bundle.mjs), the very file that the image runs. */
  program: string;
  /** Programs that handlers and tasks shall use. */
  ffmpegPath: string;
  ffprobePath: string;
  /** Part of everything's name, as on AWS. */
  stage?: string;
  /** Time for waits and retries; tests hand in a faster one. */
  clock?: Clock;
  /** Further variables for tasks: for fault injection in tests. */
  taskEnvironment?: Readonly<Record<string, string>>;
  /** Called for every call of an AWS API, by whomever, with what IAM would have to allow for it. */
  onCall?: (call: ApiCall) => void;
  /** Called for every request to S3 once it is answered. */
  onS3Request?: (request: S3Request, caller: Caller) => void;
}

export interface Stack {
  /** What an AWS SDK needs to reach it. */
  clients: Required<ClientOptions>;
  stateMachineArn: string;
  inputBucket: string;
  workBucket: string;
  outputBucket: string;
  jobTable: string;
  /** Log files: handlers.log, and one per segment, for the concatenation and for illustrating (`illustrate`). */
  logFolder: string;
  /** Calls back for every event on the default bus. */
  onEvent(listen: (event: BusEvent) => void): void;
  /** Ends executions, tasks and services, in this order; nothing of the stack runs afterwards. */
  stop(): Promise<void>;
}

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

  const names = resourceNames(options.stage ?? 'local', account);
  const settings = settingsOf(names);
  const callers = new Callers();
  const { onCall } = options;
  /** Tells of what someone does without a request that an endpoint hears. */
  const telling = (caller: Caller) => onCall && ((access: Access) => onCall({ caller, ...access }));

  const bus = new EventBus();
  const s3 = createS3({
    root: folders.s3,
    region,
    credentials: callers.secrets,
    onObjectCreated: (created) => announceUpload(bus, created),
    onRequest: (request) => {
      const caller = callers.nameOf(request.accessKeyId);
      if (caller) options.onS3Request?.(request, caller);
      if (onCall && caller) for (const needed of s3Actions(request)) onCall({ caller, ...needed });
    },
  });
  await s3.createBucket(names.inputBucket, { versioned: true });
  await s3.createBucket(names.workBucket);
  await s3.createBucket(names.outputBucket);
  const dynamodb = createDynamoDb();

  // The engine calls services through the endpoint, and the endpoint passes calls on to the engine.
  const endpoint = await openEndpoint({
    s3: (request, response) => s3.handle(request, response),
    dynamodb: forCallers(callers, (request, response) => dynamodb.handle(request, response), dynamodbActions, onCall),
    stepFunctions: forCallers(
      callers,
      (request, response) => stepFunctions.handle(request, response),
      stepFunctionsActions,
      onCall,
    ),
  });
  const clientsOf = (caller: Caller) => ({
    endpoint: endpoint.url,
    region,
    credentials: callers.credentialsOf(caller),
  });
  const clients = clientsOf('user');
  const setup = new DynamoDBClient(clients);
  await createJobTable(setup, names.jobTable);
  setup.destroy();

  const variables = {
    FFMPEG_PATH: options.ffmpegPath,
    FFPROBE_PATH: options.ffprobePath,
    FRAMEFLEET_WORK_BUCKET: names.workBucket,
    FRAMEFLEET_OUTPUT_BUCKET: names.outputBucket,
  };
  const logFile = createWriteStream(join(folders.logs, 'handlers.log'), { flags: 'a' });
  const stopping = new AbortController();
  const dependenciesOf = (principal: Principal): HandlerDependencies => {
    const service = `framefleet-${principal}`;
    const log = createLog(service, (line) => logFile.write(line));
    return {
      ...openDependencies(service, variables, { clients: clientsOf(principal), log }),
      signal: stopping.signal,
    };
  };
  const taskDefinitionOf = (principal: Principal): TaskDefinition => {
    const { accessKeyId, secretAccessKey } = callers.credentialsOf(principal);
    return {
      environment: {
        ...variables,
        FRAMEFLEET_JOB_TABLE: names.jobTable,
        AWS_ENDPOINT_URL: endpoint.url,
        AWS_REGION: region,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        ...options.taskEnvironment,
      },
      roles: [names.roleOf(principal), names.launchRole].map(roleArn),
    };
  };

  const byMachine = telling('state-machine');
  const machineStore = openStore(clientsOf('state-machine'));
  const machineDynamoDb = new DynamoDBClient(clientsOf('state-machine'));
  const stepFunctions = createStepFunctions({
    region,
    account,
    clock: options.clock,
    readObject: async (bucket, key) => Buffer.concat(await (await machineStore.open(bucket, key)).toArray()),
    onChildCall: ({ action, resource }) => byMachine?.(access(`states:${action}`, resource)),
    integrations: {
      'arn:aws:states:::lambda:invoke': createLambda(functionsOf(settings, dependenciesOf), byMachine),
      'arn:aws:states:::ecs:runTask.sync': createEcs(
        {
          program: options.program,
          folder: folders.tasks,
          logFolder: folders.logs,
          taskDefinitions: {
            [names.taskDefinitions.segment]: taskDefinitionOf('segment'),
            [names.taskDefinitions.concat]: taskDefinitionOf('concat'),
          },
        },
        byMachine,
      ),
      ...createDynamoDbIntegrations(machineDynamoDb),
      'arn:aws:states:::events:putEvents': createPutEvents(bus, byMachine),
    },
  });
  const stateMachineArn = stepFunctions.createStateMachine({
    name: names.stateMachine,
    definition: renderDefinition(settings),
    roleArn: roleArn(names.roleOf('state-machine')),
  });
  const byRule = telling('upload-rule');
  bus.addRule({
    pattern: uploadPattern(names.inputBucket),
    target: (event) => {
      byRule?.(access('states:StartExecution', stateMachineArn));
      stepFunctions.startExecution({ stateMachineArn, name: event.id, input: JSON.stringify(event) });
    },
  });

  return {
    inputBucket: names.inputBucket,
    workBucket: names.workBucket,
    outputBucket: names.outputBucket,
    jobTable: names.jobTable,
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
      machineDynamoDb.destroy();
      logFile.end();
      await finished(logFile);
    },
  };
}

import { randomUUID } from 'node:crypto';
import { appendFileSync, createWriteStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient, UpdateStateMachineCommand } from '@aws-sdk/client-sfn';
import { createLog } from '../aws/log';
import { type HandlerDependencies, openDependencies } from '../handlers/handler';
import { renderDefinition } from '../statemachine/definition';
import { JobEventType, jobEventPattern } from '../pipeline/job-events';
import { endPattern, taskEndPattern, uploadPattern } from '../statemachine/event-pattern';
import { functionLogGroup, taskLogGroup } from '../statemachine/log-groups';
import { type Principal, type ResourceNames, resourceNames, stagePrefix } from '../statemachine/names';
import { StateMachineSettings } from '../statemachine/settings';
import { access } from './api-call';
import { createJobTable } from './dynamodb';
import type { TaskDefinition } from './ecs-request';
import { createFunctions } from './functions';
import { account, arn, region, roleArn } from './identity';
import type { RunningServices } from './services';
import { S3Error } from './s3/s3-error';
import { type PolicyChanges, settingsOf } from './settings';
import { ApiError } from './step-functions/api/api-error';
import { type Clock, wallClock } from './step-functions/states/clock';
import { Deliveries, type Webhook } from './webhooks';

export interface PipelineOptions {
  /** The container program's bundle: the pages lie beside it, in pages/. */
  program: string;
  /** Programs that handlers and tasks shall use. */
  ffmpegPath: string;
  ffprobePath: string;
  /** Part of everything's name, as on AWS. */
  stage?: string;
  /** What holds for every job, where it isn't to be as by default. */
  policy?: PolicyChanges;
  /** Is told of jobs. */
  webhook?: Webhook;
  /** Time for the waits before it is told again. */
  clock?: Clock;
  /** Further variables for tasks: for fault injection in tests. */
  taskEnvironment?: Readonly<Record<string, string>>;
}

export interface Pipeline {
  stateMachineArn: string;
  inputBucket: string;
  workBucket: string;
  outputBucket: string;
  jobTable: string;
  /** Cuts the handlers short. */
  interrupt: () => void;
  /** When nothing calls the handlers any more. */
  close: () => Promise<void>;
}

/** What infra/ does on AWS: buckets, table, functions, tasks, machine and rule. Those that are there from before are kept. */
export async function deployPipeline(services: RunningServices, options: PipelineOptions): Promise<Pipeline> {
  const stage = options.stage ?? 'local';
  const names = resourceNames(stage, account);
  const settings = settingsOf(names, options.policy);
  await createStorage(services, names);

  const variables = {
    FFMPEG_PATH: options.ffmpegPath,
    FFPROBE_PATH: options.ffprobePath,
    FRAMEFLEET_WORK_BUCKET: names.workBucket,
    FRAMEFLEET_OUTPUT_BUCKET: names.outputBucket,
    FRAMEFLEET_JOB_TABLE: names.jobTable,
    FRAMEFLEET_MODEL_CACHE: services.modelFolder,
  };
  const handlerVariables = {
    ...variables,
    FRAMEFLEET_EVENT_BUS: names.eventBus,
    FRAMEFLEET_RECORD_DAYS: String(settings.policy.recordDays),
    FRAMEFLEET_PUBLIC_ADDRESSES: settings.network.assignPublicIp ? 'yes' : 'no',
    FRAMEFLEET_TASK_LOGS: services.logFolder,
    FRAMEFLEET_PAGE: join(dirname(options.program), 'pages', 'job-page.html'),
  };
  const logFile = createWriteStream(join(services.logFolder, 'handlers.log'), { flags: 'a' });
  const stopping = new AbortController();
  const dependenciesOf = (principal: Principal): HandlerDependencies => {
    const service = `framefleet-${principal}`;
    // A handler that outlives the stack's patience has nothing to write to any more.
    const log = createLog(service, (line) => logFile.writableEnded || logFile.write(line));
    return {
      ...openDependencies(service, handlerVariables, { clients: services.clientsOf(principal), log }),
      signal: stopping.signal,
    };
  };
  const functions = createFunctions({ dependenciesOf, clientsOf: services.clientsOf });
  for (const name of StateMachineSettings.shape.functions.keyof().options) {
    services.functions[settings.functions[name]] = services.calls.counted(functions[name]);
  }

  // All functions write into one file, each under its name.
  for (const name of Object.values(names.functions)) {
    const service = name.replace(stagePrefix(stage), 'framefleet');
    services.logGroups[functionLogGroup(name)] = { files: /^handlers\.log$/, service };
  }
  services.logGroups[taskLogGroup(names.cluster)] = { files: /^(segment-\d+|concat|illustrate)\.log$/ };

  const taskDefinitionOf = (principal: 'segment' | 'concat'): TaskDefinition => {
    const { endpoint, credentials } = services.clientsOf(principal);
    return {
      environment: {
        ...variables,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: region,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        ...options.taskEnvironment,
      },
      roles: [names.roleOf(principal), names.launchRole].map(roleArn),
      // As a stage has them that says nothing else: the bill tells what AWS would take for the same time.
      size: settings.policy.fleet[principal],
      tags: { 'framefleet:stage': stage, Project: stagePrefix(stage) },
    };
  };
  services.taskDefinitions[names.taskDefinitions.segment] = taskDefinitionOf('segment');
  services.taskDefinitions[names.taskDefinitions.concat] = taskDefinitionOf('concat');

  const stateMachineArn = await deployMachine(services, {
    name: names.stateMachine,
    definition: renderDefinition(settings),
    roleArn: roleArn(names.roleOf('state-machine')),
  });
  const byRule = services.telling('upload-rule');
  services.bus.addRule({
    pattern: uploadPattern(names.inputBucket),
    target: (event) => {
      byRule?.(access('states:StartExecution', stateMachineArn));
      // As on AWS, a name of its own for each delivery: which of several has the job is ClaimJob's to say.
      const name = `${event.id}_${randomUUID()}`;
      services.stepFunctions.startExecution({ stateMachineArn, name, input: JSON.stringify(event) });
    },
  });

  // The rule may invoke the function by the function's own policy: it has no role.
  services.bus.addRule({
    pattern: endPattern(stateMachineArn),
    target: (event) => services.calls.invokeForEvent(functions.reconcile, event),
  });
  services.bus.addRule({
    pattern: taskEndPattern(settings.cluster),
    target: (event) => services.calls.invokeForEvent(functions.recordRun, event),
  });
  const deliveries = options.webhook && tellWebhook(services, options.webhook, options.clock);
  services.stepFunctions.tellOfCutOff();

  return {
    stateMachineArn,
    inputBucket: names.inputBucket,
    workBucket: names.workBucket,
    outputBucket: names.outputBucket,
    jobTable: names.jobTable,
    interrupt: () => stopping.abort(),
    async close() {
      await deliveries?.close();
      logFile.end();
      await finished(logFile);
    },
  };
}

/** The rule of a webhook. What the address doesn't take is kept in the log folder, as a queue keeps it on AWS. */
function tellWebhook({ bus, logFolder }: RunningServices, webhook: Webhook, clock = wallClock): Deliveries {
  const letters = join(logFolder, 'webhook-dead-letters.ndjson');
  const deliveries = new Deliveries({
    webhook,
    clock,
    onUndelivered: (letter) => appendFileSync(letters, `${JSON.stringify(letter)}\n`),
  });
  bus.addRule({ pattern: jobEventPattern(JobEventType.options), target: (event) => deliveries.take(event) });
  return deliveries;
}

async function createStorage(services: RunningServices, names: ResourceNames): Promise<void> {
  const { inputBucket, workBucket, outputBucket } = names;
  for (const bucket of [inputBucket, workBucket, outputBucket]) {
    await services.s3.createBucket(bucket, { versioned: bucket === inputBucket }).catch((error: unknown) => {
      if (!(error instanceof S3Error && error.code === 'BucketAlreadyOwnedByYou')) throw error;
    });
  }
  const dynamodb = new DynamoDBClient(services.clientsOf('user'));
  await createJobTable(dynamodb, names.jobTable);
  dynamodb.destroy();
}

/** One that an earlier version of the program has left becomes today's. */
async function deployMachine(
  services: RunningServices,
  machine: { name: string; definition: string; roleArn: string },
): Promise<string> {
  try {
    return services.stepFunctions.createStateMachine(machine);
  } catch (error) {
    if (!(error instanceof ApiError && error.name === 'StateMachineAlreadyExists')) throw error;
  }
  const stateMachineArn = arn('states', `stateMachine:${machine.name}`);
  const { definition, roleArn } = machine;
  const stepFunctions = new SFNClient(services.clientsOf('user'));
  await stepFunctions.send(new UpdateStateMachineCommand({ stateMachineArn, definition, roleArn }));
  stepFunctions.destroy();
  return stateMachineArn;
}

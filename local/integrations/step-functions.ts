import { setTimeout as sleep } from 'node:timers/promises';
import { SFNServiceException, type SFNClient } from '@aws-sdk/client-sfn';
import { access, type Access } from '../api-call';
import { arn } from '../identity';
import { isObject, type JsonObject, type JsonValue, parseJson, property } from '../step-functions/json';
import type { Integration, IntegrationCall } from '../step-functions/states/state-run';
import { StatesError } from '../step-functions/states/states-error';
import { withMetadata } from './response-metadata';
import { type SdkService, sdkIntegration } from './sdk-integration';
import { optimizedFailure, sdkFailure } from './service-failure';
import { sfnOperations } from './sfn-operations';

const optimized: SdkService = {
  name: 'StepFunctions',
  exception: SFNServiceException,
  failure: optimizedFailure('StepFunctions', 'AWSStepFunctions', 'AWSStepFunctionsException'),
};
const sdk: SdkService = { name: 'Sfn', exception: SFNServiceException, failure: sdkFailure('Sfn') };

/** The rule with which Step Functions hears of a child's end. */
const managedRule = arn('events', 'rule/StepFunctionsGetEventsForStepFunctionsExecutionRule');

/** Between two looks at a child, in milliseconds: often while it is young, then less and less. */
const firstLook = 20;
const rarestLook = 500;

/**
 * states:startExecution, .sync and .sync:2, and aws-sdk:sfn:…, all by way of the API:
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
export function createStepFunctionsIntegrations(
  client: SFNClient,
  onAccess: (access: Access) => void = () => undefined,
): Record<string, Integration> {
  const operations = sfnOperations(client);
  const start = sdkIntegration(optimized, operations.startExecution, (answer) => withMetadata(inMilliseconds(answer)));
  const describe = sdkIntegration(optimized, operations.describeExecution, inMilliseconds);
  const stop = sdkIntegration(optimized, operations.stopExecution);

  const sync =
    (finish: (child: JsonObject) => JsonObject): Integration =>
    async (call) => {
      for (const action of ['PutTargets', 'PutRule', 'DescribeRule']) onAccess(access(`events:${action}`, managedRule));
      const started = await start(withInput(call));
      call.submitted?.(started);
      const executionArn = textOf(started, 'ExecutionArn');
      // Whatever becomes of this Task's signal, these requests are to go through.
      const aside = { ...call, signal: new AbortController().signal };
      try {
        for (let wait = firstLook; ; wait = Math.min(wait * 2, rarestLook)) {
          const child = await describe({ ...aside, parameters: { ExecutionArn: executionArn } });
          if (isObject(child) && child.Status !== 'RUNNING') return finish(succeeded(known(child)));
          await sleep(wait, undefined, { signal: call.signal });
        }
      } catch (error) {
        if (call.signal.aborted) {
          const Cause = `The Task state in AWS Step Functions execution [${call.executionArn}] which was managing this resource was aborted`;
          await stop({ ...aside, parameters: { ExecutionArn: executionArn, Cause } });
        }
        throw error;
      }
    };

  const integrations: Record<string, Integration> = {
    'arn:aws:states:::states:startExecution': (call) => start(withInput(call)),
    'arn:aws:states:::states:startExecution.sync': sync((child) => child),
    'arn:aws:states:::states:startExecution.sync:2': sync(withValues),
  };
  for (const [name, operation] of Object.entries(operations)) {
    integrations[`arn:aws:states:::aws-sdk:sfn:${name}`] = sdkIntegration(sdk, operation);
  }
  return integrations;
}

/** A child without an input gets an empty one. */
const withInput = (call: IntegrationCall): IntegrationCall =>
  isObject(call.parameters) ? { ...call, parameters: { Input: {}, ...call.parameters } } : call;

/** What the optimized integration tells of an execution, in the order of the names. */
const members = [
  'Cause',
  'Error',
  'ExecutionArn',
  'Input',
  'InputDetails',
  'Name',
  'Output',
  'OutputDetails',
  'RedriveCount',
  'RedriveStatus',
  'RedriveStatusReason',
  'StartDate',
  'StateMachineAliasArn',
  'StateMachineArn',
  'StateMachineVersionArn',
  'Status',
  'StopDate',
];

function known(child: JsonObject): JsonObject {
  const entries = members.flatMap((name) => {
    const value = property(child, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

function succeeded(child: JsonObject): JsonObject {
  if (child.Status !== 'SUCCEEDED') throw new StatesError('States.TaskFailed', JSON.stringify(child));
  return child;
}

/** .sync:2 hands on input and output as what they are, not as their JSON text. */
function withValues(child: JsonObject): JsonObject {
  const values = { ...child };
  for (const name of ['Input', 'Output']) if (name in child) values[name] = parseJson(textOf(child, name));
  return values;
}

/** Where aws-sdk integrations tell instants in ISO 8601, optimized ones tell milliseconds since the epoch. */
const inMilliseconds = (answer: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [
      name,
      name.endsWith('Date') && typeof value === 'string' ? Date.parse(value) : value,
    ]),
  );

function textOf(value: JsonValue, name: string): string {
  const text = isObject(value) ? property(value, name) : undefined;
  if (typeof text !== 'string') throw new Error(`Step Functions answered without ${name}`);
  return text;
}

import { inputDetails, type EventDetails } from '../history/history';
import { isObject, property, type JsonValue } from '../json';
import { lambdaFunction, lambdaInvoke, type Integration, type World } from './state-run';
import { StatesError } from './states-error';

/** What a Task's resource makes of it: which integration it calls, and how the history tells it. */
export interface TaskKind {
  /** The events are called TaskScheduled…, or LambdaFunctionScheduled… for a function's ARN. */
  readonly prefix: 'Task' | 'LambdaFunction';
  /** The integration's ARN, without .waitForTaskToken. */
  readonly service: string;
  /** What each of its events holds. */
  readonly details: EventDetails | undefined;
  scheduledDetails(parameters: string): EventDetails;
  /** The state waits for the job that the service began (.sync). */
  readonly isJob: boolean;
  /** The state waits for its token (.waitForTaskToken). */
  readonly isCallback: boolean;
  readonly integration: Integration;
  parametersOf(parameters: JsonValue): JsonValue;
  resultOf(result: JsonValue): JsonValue;
}

const functionArn = /^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:.+$/;
const serviceArn = /^arn:aws[\w-]*:states:::(.+):([^:]+)$/;
const callback = /\.waitForTaskToken$/;

/** The integration a resource calls, or undefined when there is none: such a definition is refused. */
export function integrationOf(
  resource: string,
  integrations: Readonly<Record<string, Integration>>,
): Integration | undefined {
  if (functionArn.test(resource)) return integrations[lambdaFunction] ?? integrations[lambdaInvoke];
  const name = resource.replace(callback, '');
  return name.startsWith('arn:') && Object.hasOwn(integrations, name) ? integrations[name] : undefined;
}

export function taskKind(resource: string, world: World): TaskKind {
  const integration = integrationOf(resource, world.integrations) ?? notHere(resource);
  return functionArn.test(resource)
    ? functionKind(resource, integration)
    : serviceKind(resource, integration, world.region);
}

/** A state that is mocked in some test cases may be of any service; called it can't be. */
const notHere =
  (resource: string): Integration =>
  () => {
    const cause = `The resource ${resource} has no integration here, and no mocked test case answers for the state.`;
    return Promise.reject(new StatesError('States.Runtime', cause));
  };

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html: the Task's input is the payload, its output the function's. */
function functionKind(resource: string, integration: Integration): TaskKind {
  return {
    prefix: 'LambdaFunction',
    service: resource,
    details: undefined,
    scheduledDetails: (text) => ({ resource, ...inputDetails(text) }),
    isJob: false,
    isCallback: false,
    integration,
    parametersOf: (Payload) => ({ FunctionName: resource, Payload }),
    // A mocked function may answer its result alone.
    resultOf: (result) => (isObject(result) ? (property(result, 'Payload') ?? result) : result),
  };
}

function serviceKind(arn: string, integration: Integration, region: string): TaskKind {
  // `aws-sdk:s3:getObject` is the resource getObject of the type aws-sdk:s3; `sqs:sendMessage.waitForTaskToken` one of sqs.
  const [, resourceType = '', resource = ''] = serviceArn.exec(arn.replace(/:2$/, '')) ?? [];
  const details = { resourceType, resource: arn.endsWith(':2') ? `${resource}:2` : resource };
  return {
    prefix: 'Task',
    service: arn.replace(callback, ''),
    details,
    scheduledDetails: (parameters) => ({ ...details, region, parameters }),
    isJob: /\.sync(:2)?$/.test(arn),
    isCallback: callback.test(arn),
    integration,
    parametersOf: (parameters) => parameters,
    resultOf: (result) => result,
  };
}

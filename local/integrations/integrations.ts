import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Access } from '../api-call';
import { createEcs, createRunTask, type EcsOptions } from '../ecs';
import type { EventBus } from '../event-bus';
import type { Topics } from '../sns-topics';
import type { Queues } from '../sqs-queues';
import { type Integration, lambdaFunction } from '../step-functions/states/state-run';
import { createDynamoDbIntegrations } from './dynamodb';
import { createPutEvents } from './events';
import type { LambdaFunction } from './invocation';
import { createLambda } from './lambda';
import { createLambdaEndpoint } from './lambda-endpoint';
import { createMessageIntegrations } from './messages';
import { createS3Integrations } from './s3';
import { createStepFunctionsIntegrations } from './step-functions';

export interface IntegrationOptions {
  /** Clients of the state machine's own: by their credentials the endpoint tells what IAM would have to allow it. */
  dynamodb: DynamoDBClient;
  s3: S3Client;
  sfn: SFNClient;
  bus: EventBus;
  queues: Queues;
  topics: Topics;
  /** In this process, by name or ARN. */
  functions: Readonly<Record<string, LambdaFunction>>;
  /** URL, or host and port, of a Lambda API that has the other functions. */
  lambdaEndpoint?: string | undefined;
  ecs: EcsOptions;
  /** Called for what no endpoint hears: calls that stay in this process. */
  onAccess?: ((access: Access) => void) | undefined;
}

/** All service integrations of the embedded Step Functions, by resource ARN, without `.waitForTaskToken`: that is the engine's. */
export function createIntegrations(options: IntegrationOptions): Readonly<Record<string, Integration>> {
  const { dynamodb, s3, sfn, bus, queues, topics, functions, lambdaEndpoint, ecs, onAccess } = options;
  const endpoint = lambdaEndpoint === undefined ? undefined : createLambdaEndpoint(lambdaEndpoint);
  return {
    'arn:aws:states:::lambda:invoke': createLambda({ functions, endpoint, onAccess }),
    [lambdaFunction]: createLambda({ functions, endpoint, byArn: true, onAccess }),
    'arn:aws:states:::ecs:runTask': createRunTask(ecs, onAccess),
    'arn:aws:states:::ecs:runTask.sync': createEcs(ecs, onAccess),
    'arn:aws:states:::events:putEvents': createPutEvents(bus, onAccess),
    ...createMessageIntegrations({ queues, topics, onAccess }),
    ...createDynamoDbIntegrations(dynamodb),
    ...createS3Integrations(s3),
    ...createStepFunctionsIntegrations(sfn, onAccess),
  };
}

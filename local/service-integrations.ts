import {
  type DynamoDBClient,
  DynamoDBServiceException,
  PutItemCommand,
  type PutItemCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { access, type Access } from './api-call';
import type { EventBus } from './event-bus';
import { arn } from './identity';
import { type Integration, StatesError } from './step-functions/server';
import { parseJson } from './step-functions/json';

/** dynamodb:putItem and dynamodb:updateItem, through the real SDK: expressions and conditions are DynamoDB's affair. */
export function createDynamoDbIntegrations(dynamodb: DynamoDBClient): Record<string, Integration> {
  return {
    'arn:aws:states:::dynamodb:putItem': async ({ parameters }) =>
      answer(async () => dynamodb.send(new PutItemCommand(PutItemInput.parse(parameters)))),
    'arn:aws:states:::dynamodb:updateItem': async ({ parameters }) =>
      answer(async () => dynamodb.send(new UpdateItemCommand(UpdateItemInput.parse(parameters)))),
  };
}

/** The SDK's own types say the rest: what they don't know, DynamoDB refuses. */
const PutItemInput = z.custom<PutItemCommandInput>((value) => hasTable(value));
const UpdateItemInput = z.custom<UpdateItemCommandInput>((value) => hasTable(value));
const hasTable = (value: unknown): boolean => z.looseObject({ TableName: z.string() }).safeParse(value).success;

async function answer(send: () => Promise<object>) {
  try {
    return parseJson(JSON.stringify(await send()));
  } catch (error) {
    if (!(error instanceof DynamoDBServiceException)) throw error;
    const { httpStatusCode, requestId } = error.$metadata;
    const details = `Service: AmazonDynamoDBv2; Status Code: ${httpStatusCode ?? 0}; Error Code: ${error.name}; Request ID: ${requestId ?? ''}; Proxy: null`;
    throw new StatesError(`DynamoDB.${error.name}`, `${error.message} (${details})`);
  }
}

const PutEvents = z.object({
  Entries: z
    .array(
      z.object({
        Source: z.string(),
        DetailType: z.string(),
        Detail: z.unknown(),
        /** Name or ARN. */
        EventBusName: z.string().default('default'),
      }),
    )
    .min(1),
});

/** events:putEvents */
export const createPutEvents =
  (bus: EventBus, onAccess: (access: Access) => void = () => undefined): Integration =>
  ({ parameters }) => {
    const { Entries } = PutEvents.parse(parameters);
    for (const { Source, DetailType, EventBusName } of Entries) {
      const busArn = EventBusName.startsWith('arn:') ? EventBusName : arn('events', `event-bus/${EventBusName}`);
      onAccess(access('events:PutEvents', busArn, { 'events:source': Source, 'events:detail-type': DetailType }));
    }
    const entries = Entries.map(({ Source, DetailType, Detail }) => ({
      EventId: bus.put({ source: Source, detailType: DetailType, detail: Detail }),
    }));
    return Promise.resolve({ Entries: entries, FailedEntryCount: 0 });
  };

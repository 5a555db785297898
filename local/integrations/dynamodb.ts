import { crc32 } from 'node:zlib';
import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  BatchWriteItemCommand,
  type BatchWriteItemCommandInput,
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteItemCommand,
  type DeleteItemCommandInput,
  DeleteTableCommand,
  type DeleteTableCommandInput,
  DescribeTableCommand,
  type DescribeTableCommandInput,
  type DynamoDBClient,
  DynamoDBServiceException,
  GetItemCommand,
  type GetItemCommandInput,
  ListTablesCommand,
  type ListTablesCommandInput,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
  TransactGetItemsCommand,
  type TransactGetItemsCommandInput,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Integration } from '../step-functions/states/state-run';
import { withAttributeBytes } from './attribute-bytes';
import { withMetadata } from './response-metadata';
import { type SdkService, sdkIntegration } from './sdk-integration';
import { sdkOperation } from './sdk-operation';
import { optimizedFailure, sdkFailure } from './service-failure';

const optimized: SdkService = {
  name: 'DynamoDB',
  exception: DynamoDBServiceException,
  failure: optimizedFailure('DynamoDB', 'AmazonDynamoDBv2', 'AmazonDynamoDBException'),
};
const sdk: SdkService = { name: 'DynamoDb', exception: DynamoDBServiceException, failure: sdkFailure('DynamoDb') };

/** dynamodb:… and aws-sdk:dynamodb:…, through the real SDK: expressions, conditions and what is wrong with them are DynamoDB's affair. */
export function createDynamoDbIntegrations(dynamodb: DynamoDBClient): Record<string, Integration> {
  const operations = operationsOf(dynamodb);
  const integrations: Record<string, Integration> = {};
  for (const [name, operation] of Object.entries(operations)) {
    integrations[`arn:aws:states:::aws-sdk:dynamodb:${name}`] = sdkIntegration(sdk, operation);
  }
  for (const name of ['getItem', 'putItem', 'updateItem', 'deleteItem'] as const) {
    integrations[`arn:aws:states:::dynamodb:${name}`] = sdkIntegration(optimized, operations[name], (answer) =>
      withMetadata(answer, 'application/x-amz-json-1.0', dynamodbHeaders),
    );
  }
  return integrations;
}

/** Of its own, beside the ones that all services have. */
const dynamodbHeaders = (body: string) => ({ Server: 'Server', 'x-amz-crc32': String(crc32(body)) });

const operation: typeof sdkOperation = (send) => sdkOperation(send, { request: withAttributeBytes });

const operationsOf = (client: DynamoDBClient) => ({
  batchGetItem: operation((input: BatchGetItemCommandInput, at) => client.send(new BatchGetItemCommand(input), at)),
  batchWriteItem: operation((input: BatchWriteItemCommandInput, at) =>
    client.send(new BatchWriteItemCommand(input), at),
  ),
  createTable: operation((input: CreateTableCommandInput, at) => client.send(new CreateTableCommand(input), at)),
  deleteItem: operation((input: DeleteItemCommandInput, at) => client.send(new DeleteItemCommand(input), at)),
  deleteTable: operation((input: DeleteTableCommandInput, at) => client.send(new DeleteTableCommand(input), at)),
  describeTable: operation((input: DescribeTableCommandInput, at) => client.send(new DescribeTableCommand(input), at)),
  getItem: operation((input: GetItemCommandInput, at) => client.send(new GetItemCommand(input), at)),
  listTables: operation((input: ListTablesCommandInput, at) => client.send(new ListTablesCommand(input), at)),
  putItem: operation((input: PutItemCommandInput, at) => client.send(new PutItemCommand(input), at)),
  query: operation((input: QueryCommandInput, at) => client.send(new QueryCommand(input), at)),
  scan: operation((input: ScanCommandInput, at) => client.send(new ScanCommand(input), at)),
  transactGetItems: operation((input: TransactGetItemsCommandInput, at) =>
    client.send(new TransactGetItemsCommand(input), at),
  ),
  transactWriteItems: operation((input: TransactWriteItemsCommandInput, at) =>
    client.send(new TransactWriteItemsCommand(input), at),
  ),
  updateItem: operation((input: UpdateItemCommandInput, at) => client.send(new UpdateItemCommand(input), at)),
});

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import {
  type AttributeDefinition,
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  type KeySchemaElement,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { jobTableShape } from '../pipeline/job-table-shape';

export interface DynamoDb {
  handle(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

/** DynamoDB in this process and in memory, by dynalite. */
export function createDynamoDb(): DynamoDb {
  // dynalite makes an HTTP server; it is never bound to a port, its requests come from the stack's one endpoint.
  const server: Server = dynalite({ createTableMs: 0 });
  return {
    handle: (request, response) => void server.emit('request', request, response),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

interface Keys {
  partitionKey: string;
  sortKey: string;
}

const keySchema = ({ partitionKey, sortKey }: Keys): KeySchemaElement[] => [
  { AttributeName: partitionKey, KeyType: 'HASH' },
  { AttributeName: sortKey, KeyType: 'RANGE' },
];

const keyAttributes = ({ partitionKey, sortKey }: Keys): AttributeDefinition[] =>
  [partitionKey, sortKey].map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));

/** The job table as infra/ makes it, but for its expiry: dynalite knows no time to live, its items are kept to its end. */
export async function createJobTable(dynamodb: DynamoDBClient, TableName: string): Promise<void> {
  const { listing } = jobTableShape;
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...keyAttributes(jobTableShape), ...keyAttributes(listing)],
      KeySchema: keySchema(jobTableShape),
      GlobalSecondaryIndexes: [
        {
          IndexName: listing.name,
          KeySchema: keySchema(listing),
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...listing.included] },
        },
      ],
    }),
  );
  for (;;) {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus === 'ACTIVE') return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

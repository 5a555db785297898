import type { Request } from './whole-request';
import type { Server, ServerResponse } from 'node:http';
import {
  type AttributeDefinition,
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  type KeySchemaElement,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { jobTableShape } from '../pipeline/job-table-shape';

export interface DynamoDb {
  handle(request: Request, response: ServerResponse): void;
  close(): Promise<void>;
}

/**
 * DynamoDB in this process, by dynalite.
 * @param folder where tables outlive the process; without, they are in memory. Only one process at a time may have it open
 */
export function createDynamoDb(folder?: string): DynamoDb {
  // dynalite makes an HTTP server; it is never bound to a port, its requests come from the stack's one endpoint. A table that
  // is half made when the process dies would stay so: none is for any time.
  const server: Server = dynalite({ path: folder, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  return {
    // dynalite throws when a client goes away in the middle of a request, which would end the whole stack: it gets whole ones.
    handle: (request, response) => void server.emit('request', request, response),
    close: () => closeStore(server),
  };
}

/** dynalite closes its files with a server that listens, and leaves them open with any other. */
const closeStore = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      server.close((error) => (error ? reject(error) : resolve()));
    });
  });

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

/**
 * The job table as infra/ makes it, unless it is there: but for its expiry, since dynalite knows no time to live and keeps
 * its items to its end.
 */
export async function createJobTable(dynamodb: DynamoDBClient, TableName: string): Promise<void> {
  const { listing } = jobTableShape;
  const creating = dynamodb.send(
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
  await creating.catch((error: unknown) => {
    if (!(error instanceof ResourceInUseException)) throw error;
  });
  for (;;) {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus === 'ACTIVE') return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

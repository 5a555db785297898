import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { CreateTableCommand, type DynamoDBClient, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

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

/** The job table as infra/ makes it: one partition per job. */
export async function createJobTable(dynamodb: DynamoDBClient, TableName: string): Promise<void> {
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'jobId', AttributeType: 'S' },
        { AttributeName: 'item', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'jobId', KeyType: 'HASH' },
        { AttributeName: 'item', KeyType: 'RANGE' },
      ],
    }),
  );
  for (;;) {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus === 'ACTIVE') return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

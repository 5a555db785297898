import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Callers } from '../../local/callers';
import { createDynamoDb, createJobTable } from '../../local/dynamodb';
import { openEndpoint } from '../../local/endpoint';
import { forCallers } from '../../local/json-service';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

const refuse = (): never => {
  throw new Error('Only DynamoDB is here');
};

/**
 * The embedded DynamoDB behind the embedded endpoint, with a job table called `jobs`.
 * @param folder to keep it in
 */
export async function startDynamoDb(
  folder?: string,
): Promise<{ url: string; client: DynamoDBClient; stop: () => Promise<void> }> {
  const dynamodb = createDynamoDb(folder);
  const endpoint = await openEndpoint({
    dynamodb: forCallers(
      new Callers(credentials),
      (request, response) => dynamodb.handle(request, response),
      () => [],
    ),
    stepFunctions: refuse,
    s3: refuse,
  });
  const client = new DynamoDBClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials,
  });
  await createJobTable(client, 'jobs');
  return {
    url: endpoint.url,
    client,
    stop: async () => {
      client.destroy();
      await endpoint.close();
      await dynamodb.close();
    },
  };
}

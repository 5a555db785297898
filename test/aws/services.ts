import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientOptions } from '../../aws/clients';
import { createDynamoDb } from '../../local/dynamodb';
import { openEndpoint } from '../../local/endpoint';
import { type S3Request, createS3 } from '../../local/s3/server';

export interface Services {
  clients: Required<ClientOptions>;
  createBucket(name: string, settings?: { versioned?: boolean }): Promise<void>;
  stop(): Promise<void>;
}

/** The embedded S3 and DynamoDB behind one address, in a folder of their own. */
export async function startServices(listeners: { onRequest?: (request: S3Request) => void } = {}): Promise<Services> {
  const root = await mkdtemp(join(tmpdir(), 'framefleet-aws-'));
  const region = 'us-east-1';
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: randomBytes(16).toString('hex') };
  const secrets = new Map([[credentials.accessKeyId, credentials.secretAccessKey]]);
  const s3 = createS3({ root, region, credentials: secrets, ...listeners });
  const dynamodb = createDynamoDb();
  const endpoint = await openEndpoint({
    s3: (request, response) => s3.handle(request, response),
    dynamodb: (request, response) => dynamodb.handle(request, response),
    stepFunctions: (_, response) => void response.writeHead(501).end(),
  });
  return {
    clients: { endpoint: endpoint.url, region, credentials },
    createBucket: (name, settings) => s3.createBucket(name, settings),
    stop: async () => {
      await s3.close();
      await endpoint.close();
      await dynamodb.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

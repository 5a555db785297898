import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

export interface Services {
  stepFunctions: Handle;
  dynamodb: Handle;
  s3: Handle;
}

export interface Endpoint {
  url: string;
  close(): Promise<void>;
}

/**
 * One address for all services, as AWS_ENDPOINT_URL wants it. JSON services name themselves in X-Amz-Target; S3 is
 * whatever doesn't. Bound to this machine only.
 */
export async function openEndpoint({ stepFunctions, dynamodb, s3 }: Services): Promise<Endpoint> {
  const server: Server = createServer((request, response) => {
    const target = String(request.headers['x-amz-target'] ?? '');
    if (target.startsWith('AWSStepFunctions.')) stepFunctions(request, response);
    else if (target.startsWith('DynamoDB_')) dynamodb(request, response);
    else s3(request, response);
  });
  // Node gives up on a request that takes five minutes to arrive; a large upload may.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The endpoint has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

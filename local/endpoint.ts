import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { EndpointError } from './endpoint-error';
import { refuseService } from './refuse-service';
import { targetOf, scopeServiceOf } from './request-address';

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

export interface Services {
  stepFunctions: Handle;
  dynamodb: Handle;
  s3: Handle;
  events?: Handle;
  sqs?: Handle;
  sns?: Handle;
  sts?: Handle;
  ecs?: Handle;
  logs?: Handle;
}

/** AWS JSON: the service's name before the operation's, in X-Amz-Target. */
const targets: Readonly<Record<string, keyof Services>> = {
  AWSStepFunctions: 'stepFunctions',
  DynamoDB_20120810: 'dynamodb',
  AWSEvents: 'events',
  AmazonSQS: 'sqs',
  AmazonEC2ContainerServiceV20141113: 'ecs',
  Logs_20140328: 'logs',
};

/** The others, by the service for which the request is signed. */
const scopes: Readonly<Record<string, keyof Services>> = { s3: 's3', sqs: 'sqs', sns: 'sns', sts: 'sts' };

export interface Address {
  /** IPv4 unless told otherwise, and this machine's only. */
  host?: string;
  /** 0 takes a free one. */
  port?: number;
}

export interface Endpoint {
  url: string;
  /** Lets something else than a service answer what lies below a path that can't be a bucket's. */
  mount(path: string, handle: Handle): void;
  close(): Promise<void>;
}

/**
 * One address for all services, as AWS_ENDPOINT_URL wants it. What isn't signed at all is S3's to answer.
 * @throws EndpointError when the address can't be had
 */
export async function openEndpoint(
  services: Services,
  { host = '127.0.0.1', port = 0 }: Address = {},
): Promise<Endpoint> {
  const mounted = new Map<string, Handle>();
  const server: Server = createServer((request, response) => {
    const handle = mountedAt(mounted, request) ?? handlerOf(services, request);
    if (handle) handle(request, response);
    else refuseService(request, response);
  });
  // Node gives up on a request that takes five minutes to arrive; a large upload may.
  server.requestTimeout = 0;
  // In milliseconds. Clients keep connections for the next call: one that is closed under their hands costs a retry.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new EndpointError(host, port, cause))).listen(port, host, resolve);
  });
  return {
    url: urlOf(server),
    mount: (path, handle) => void mounted.set(path, handle),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function mountedAt(mounted: ReadonlyMap<string, Handle>, { url = '/' }: IncomingMessage): Handle | undefined {
  const [, first = ''] = /^(\/[^/?#]*)/.exec(url) ?? [];
  return mounted.get(first);
}

function handlerOf(services: Services, request: IncomingMessage): Handle | undefined {
  const target = targetOf(request);
  const service = target === undefined ? scopes[scopeServiceOf(request) ?? 's3'] : targets[target.service];
  return service && services[service];
}

/** An address that clients can call: the one for "all of this machine's" is none. */
function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The endpoint has no port');
  const named: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };
  const host = named[address.address] ?? (address.family === 'IPv6' ? `[${address.address}]` : address.address);
  return `http://${host}:${address.port}`;
}

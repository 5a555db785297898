import type { IncomingMessage, ServerResponse } from 'node:http';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { openJobTable } from '../../aws/clients';
import { ObjectStore } from '../../aws/object-store';
import { KernelName } from '../../pipeline/job-options';
import type { JobRecord } from '../../pipeline/job';
import { outputPrefix } from '../../pipeline/keys';
import type { Stack } from '../stack';
import { ConsoleError } from './console-error';
import { sendPage } from './console-page';
import { readDefinition, readEvent, readExecution, readMapRun } from './execution-news';
import { sendFile } from './files';
import { guard } from './guard';
import { JobsInShort } from './job-list';
import { type Route, consolePath, findRoute } from './routes';
import { readLogs } from './task-logs';
import { metadataOf, takeUpload } from './uploads';

export interface ConsoleOptions {
  stack: Pick<Stack, 'clients' | 'stateMachineArn' | 'inputBucket' | 'outputBucket' | 'jobTable' | 'logFolder'>;
  /** The address that was to be listened at. */
  host: string;
  /** The page: one HTML file. */
  page: string;
  /** What else the page may ask for; each tells people how it went. */
  cancel: (record: JobRecord) => Promise<string>;
  redrive: (record: JobRecord) => Promise<string>;
}

export interface Console {
  handle: (request: IncomingMessage, response: ServerResponse) => void;
  close(): void;
}

/** Lines of each log file. */
const mostLines = 500;

/** A page about the jobs of a stack, and what it asks for: all of it by the APIs that everybody has. */
export function openConsole({ stack, host, page, cancel, redrive }: ConsoleOptions): Console {
  const s3 = new S3Client({ ...stack.clients, forcePathStyle: true });
  const stepFunctions = new SFNClient(stack.clients);
  const store = new ObjectStore(s3);
  const jobs = openJobTable(stack.jobTable, stack.clients);
  const list = new JobsInShort(jobs);
  const findJob = async (jobId = ''): Promise<JobRecord> => {
    const record = await jobs.readJob(jobId);
    if (!record) throw new ConsoleError(404, `There is no job ${jobId}.`);
    return record;
  };
  const json = (answer: () => Promise<unknown>) => async (_: IncomingMessage, response: ServerResponse) =>
    sendJson(response, 200, await answer());

  const routes: readonly Route[] = [
    // The page asks for all else by addresses that begin where it lies.
    [
      'GET',
      '',
      () => (_, response) => Promise.resolve(void response.writeHead(308, { Location: `${consolePath}/` }).end()),
    ],
    ['GET', '/', () => (_, response) => sendPage(page, response)],
    ['GET', '/api/stack', () => json(() => Promise.resolve(factsOf(stack)))],
    ['GET', '/api/jobs', () => json(() => list.list())],
    ['GET', '/api/jobs/:job', ([job]) => json(() => findJob(job))],
    ['GET', '/api/jobs/:job/logs', ([job = '']) => json(() => readLogs(stack.logFolder, job, mostLines))],
    ['POST', '/api/jobs/:job/cancel', ([job]) => json(async () => ({ message: await cancel(await findJob(job)) }))],
    ['POST', '/api/jobs/:job/redrive', ([job]) => json(async () => ({ message: await redrive(await findJob(job)) }))],
    [
      'GET',
      '/api/executions/:arn/events',
      ([arn = ''], query) => json(() => readExecution(stepFunctions, arn, eventId(query.get('after') ?? '0'))),
    ],
    [
      'GET',
      '/api/executions/:arn/events/:id',
      ([arn = '', id = '']) => json(() => readEvent(stepFunctions, arn, eventId(id))),
    ],
    [
      'GET',
      '/api/executions/:arn/definition',
      ([arn = '']) => json(async () => ({ definition: await readDefinition(stepFunctions, arn) })),
    ],
    ['GET', '/api/map-runs/:arn', ([arn = '']) => json(() => readMapRun(stepFunctions, arn))],
    [
      'POST',
      '/api/options',
      () => async (request, response) => {
        metadataOf(await readText(request));
        sendJson(response, 200, { message: 'They will do.' });
      },
    ],
    [
      'PUT',
      '/api/uploads/:key',
      ([key = '']) =>
        async (request, response) =>
          sendJson(response, 200, await takeUpload(store, stack.inputBucket, key, request)),
    ],
    [
      'GET',
      '/files/:job/*',
      ([job = '', path = '']) =>
        (request, response) =>
          sendFile(s3, { bucket: stack.outputBucket, key: `${outputPrefix(job)}${path}` }, request, response),
    ],
    [
      'GET',
      '/source/:job',
      ([job]) =>
        async (request, response) => {
          const { bucket, key, versionId } = (await findJob(job)).input;
          await sendFile(s3, { bucket, key, version: versionId }, request, response);
        },
    ],
  ];

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      guard(request, host);
      await findRoute(routes, request)(request, response);
    } catch (error) {
      answerError(request, response, error);
    } finally {
      // What is left of the body has to be read before the connection can carry the next request.
      request.resume();
    }
  };
  return {
    handle(request, response) {
      response.setHeader('X-Content-Type-Options', 'nosniff');
      response.setHeader('Referrer-Policy', 'no-referrer');
      void serve(request, response);
    },
    close() {
      s3.destroy();
      stepFunctions.destroy();
    },
  };
}

const factsOf = ({ stateMachineArn, inputBucket, outputBucket, clients }: ConsoleOptions['stack']) => ({
  stateMachine: stateMachineArn.split(':').at(-1) ?? '',
  inputBucket,
  outputBucket,
  kernels: KernelName.options,
  endpoint: clients.endpoint,
});

function eventId(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new ConsoleError(400, `"${text}" is no number of an event: they go from 1 to 25000.`);
}

function sendJson(response: ServerResponse, status: number, answer: unknown): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    'Cross-Origin-Resource-Policy': 'same-origin',
  });
  response.end(JSON.stringify(answer));
}

function answerError(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent || request.socket.destroyed) {
    response.destroy();
    return;
  }
  const status = error instanceof ConsoleError ? error.status : 500;
  sendJson(response, status, { error: error instanceof Error ? error.message : String(error) });
}

/** Options take 2 KB at most; who sends more than this sends something else. In bytes. */
const longestBody = 64 * 1024;

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('The body of a request comes in buffers');
    size += chunk.length;
    if (size > longestBody) throw new ConsoleError(413, `The body has more than ${longestBody} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

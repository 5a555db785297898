import { randomBytes } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { PipelineError } from '../pipeline/errors';
import type { Source } from '../pipeline/source';
import { type SourcePart, SourceReader } from './read-source';
import { SourceWindows, type WindowSizes } from './source-windows';
import { sourceChanged, statusOf } from './source-version';

export interface Relay {
  /** On this machine, with a path that nobody can guess; good until `close`. */
  readonly url: string;
  /**
   * Why the source couldn't be read, unless a later attempt could. Whoever reads through the relay knows only that it
   * couldn't.
   */
  readonly failure: PipelineError | undefined;
  /** Ends everything at once: whoever still reads is cut off. */
  close(): Promise<void>;
}

/**
 * Serves one version of an uploaded object to a program on this machine, which needs no name server, no certificates and no
 * signature for it, and reads no more of it than it has use for: where it asks for everything from a position on, as ffmpeg
 * always does, the answer is a window of it, and ffmpeg asks again where that ends.
 */
export async function relaySource(s3: S3Client, source: Source, sizes: WindowSizes): Promise<Relay> {
  const reader = new SourceReader(s3, source);
  const closed = new AbortController();
  const windows = new SourceWindows(reader, sizes, closed.signal);
  const path = `/${randomBytes(24).toString('base64url')}`;
  const underWay = new Set<Promise<void>>();
  let failure: PipelineError | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const hungUp = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) hungUp.abort();
    });
    const signal = AbortSignal.any([hungUp.signal, closed.signal]);
    try {
      const range = rangeIn(request);
      const position = /^bytes=(\d+)-$/.exec(range ?? '')?.[1];
      if (request.method === 'GET' && position !== undefined) {
        const answered = await answerWindow(Number(position), response, signal);
        if (answered) failure = undefined;
        return;
      }
      const part = request.method === 'HEAD' ? await reader.describe(range, signal) : await reader.open(range, signal);
      failure = undefined;
      writeHead(response, part);
      if (part.body) await pipeline(reader.read(part, signal), response);
      else response.end();
    } catch (error) {
      if (signal.aborted) return;
      const said = statusOf(error) ?? 0;
      // Where S3 is in another region, or out of reach, the relay is a gateway to nowhere.
      const status = said < 400 ? 502 : said;
      // A range beyond the end is the reader's affair.
      if (status !== 416) failure = explain(source, error);
      // Too late for a status: an answer cut short is all that tells the reader.
      if (response.headersSent) response.destroy();
      else refuse(response, status, status === 416 ? { 'content-range': `bytes */${source.sizeBytes}` } : {});
    }
  }

  /** @returns whether there was still somebody to be answered */
  async function answerWindow(position: number, response: ServerResponse, signal: AbortSignal): Promise<boolean> {
    const { end, sizeBytes, contentType, bytes, first } = await windows.at(position);
    if (signal.aborted) return false;
    const contentRange = `bytes ${position}-${end - 1}/${sizeBytes}`;
    writeHead(response, { first: position, end, contentRange, contentType });
    response.end(bytes.subarray(position - first));
    return true;
  }

  const server = createServer((request, response) => {
    if (request.url !== path) refuse(response, 404);
    else if (request.method !== 'GET' && request.method !== 'HEAD') refuse(response, 405, { allow: 'GET, HEAD' });
    else {
      const answered = answer(request, response).finally(() => underWay.delete(answered));
      underWay.add(answered);
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The relay has no port');

  return {
    url: `http://127.0.0.1:${address.port}${path}`,
    get failure() {
      return failure;
    },
    async close() {
      closed.abort();
      const ended = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await ended;
      await Promise.all(underWay);
    },
  };
}

/** One range, in the forms that S3 takes; anything else is ignored, as HTTP allows. */
function rangeIn({ headers }: IncomingMessage): string | undefined {
  return headers.range !== undefined && /^bytes=(?:\d+-\d*|-\d+)$/.test(headers.range) ? headers.range : undefined;
}

/** The type goes along: ffmpeg's guess of the format must be the same as of the object itself. */
function writeHead(response: ServerResponse, { first, end, contentRange, contentType }: SourcePart): void {
  response.writeHead(contentRange === undefined ? 200 : 206, {
    'accept-ranges': 'bytes',
    'content-length': end - first,
    ...(contentRange === undefined ? {} : { 'content-range': contentRange }),
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
  });
}

const refuse = (response: ServerResponse, status: number, headers: Record<string, string> = {}): void =>
  void response.writeHead(status, { ...headers, 'content-length': 0 }).end();

function explain(source: Source, error: unknown): PipelineError {
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return (
    sourceChanged(source, error) ??
    new PipelineError('SourceUnreadable', `"${source.key}" can't be read from the object store: ${said}`, {
      cause: error,
    })
  );
}

import { Readable, Transform, pipeline } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { type ClientOptions, transferConfig } from './clients';
import { withCounting } from './count-requests';
import { ObjectStore } from './object-store';

/** How a task's transfers are watched, and ended. */
export interface Transfers {
  /** Ends all of them at once; an upload in parts is given up at S3, too, before it fails here. */
  signal: AbortSignal;
  /** Called whenever bytes have come, or S3 has taken some. */
  onProgress: () => void;
}

/**
 * The object store of a task that may be stopped, and that has to show progress. It's done where all requests pass, so that no
 * transfer is forgotten.
 */
export function openTaskStore({ signal, onProgress }: Transfers, options: ClientOptions = {}): ObjectStore {
  const s3 = new S3Client({ ...transferConfig, ...options });
  const { requestHandler } = s3.config;
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = async (request: unknown, handling: { abortSignal?: unknown } = {}) => {
    const own = handling.abortSignal instanceof AbortSignal ? [handling.abortSignal] : [];
    const abortSignal = AbortSignal.any(isTidying(request) ? own : [signal, ...own]);
    const answered: { response: unknown } = await handle(request, { ...handling, abortSignal });
    const { response } = answered;
    if (isWelcome(response)) {
      onProgress();
      response.body = counted(response.body, onProgress);
    }
    return answered;
  };
  return new ObjectStore(withCounting(s3));
}

/** What an upload in parts needs so that none are left: it must learn its id, and say that it's given up. */
function isTidying(request: unknown): boolean {
  const { method, query } = Request.parse(request);
  return (method === 'POST' && 'uploads' in query) || (method === 'DELETE' && 'uploadId' in query);
}

const Request = z.object({ method: z.string(), query: z.record(z.string(), z.unknown()).default({}) });

/** A refusal is no progress. */
const isWelcome = (response: unknown): response is { body: Readable } =>
  typeof response === 'object' &&
  response !== null &&
  'statusCode' in response &&
  Number(response.statusCode) < 300 &&
  'body' in response &&
  response.body instanceof Readable;

function counted(body: Readable, onProgress: () => void): Readable {
  const counting = new Transform({
    transform(chunk: Uint8Array, _, done) {
      onProgress();
      done(null, chunk);
    },
  });
  // Who reads it hears of its failure.
  return pipeline(body, counting, () => undefined);
}

import { AsyncLocalStorage } from 'node:async_hooks';
import type { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';

/** Requests to S3 by what they are billed as; those that were refused or repeated count, too. */
export interface RequestCount {
  /** GET, HEAD and the like. */
  readRequests: number;
  /** PUT, COPY, POST and LIST. */
  writeRequests: number;
}

const counting = new AsyncLocalStorage<RequestCount>();

/**
 * Counts what somebody asks of S3 while it works, through clients that count, and nothing that others ask at the same time.
 * @param told is given the count when the work has ended, however it did; the work's end waits for it
 */
export async function countRequests<T>(
  work: () => Promise<T>,
  told: (count: RequestCount) => Promise<void>,
): Promise<T> {
  const count: RequestCount = { readRequests: 0, writeRequests: 0 };
  try {
    return await counting.run(count, work);
  } finally {
    await told(count);
  }
}

const Request = z.object({
  method: z.string(),
  path: z.string(),
  query: z.record(z.string(), z.unknown()).default({}),
});

/** Lets a client's requests be counted, each time that one goes out. */
export function withCounting(client: S3Client): S3Client {
  client.middlewareStack.add(
    (next) => (args) => {
      const count = counting.getStore();
      const request = Request.safeParse(args.request).data;
      if (count && request) add(count, request);
      return next(args);
    },
    // After the retries, so that each of them counts.
    { name: 'countRequests', step: 'finalizeRequest', priority: 'low' },
  );
  return client;
}

/** DELETE costs nothing, but for deleting many at once, which is a POST. */
function add(count: RequestCount, { method, query }: z.infer<typeof Request>): void {
  const isList = method === 'GET' && ('list-type' in query || 'uploads' in query || 'versions' in query);
  if (method === 'PUT' || method === 'POST' || isList) count.writeRequests += 1;
  else if (method === 'GET' || method === 'HEAD') count.readRequests += 1;
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { execute } from '../../cli/asl-execution';

const Request = z.object({ nextToken: z.string().optional(), maxResults: z.number().optional() });

/** A Step Functions whose one execution writes further events between any two requests for its history. */
async function withGrowingHistory<T>(
  { steps }: { steps: readonly number[] },
  work: (client: SFNClient) => Promise<T>,
): Promise<T> {
  const left = [...steps];
  let written = 0;
  const grow = () => void (written += left.shift() ?? 0);
  const answers: Readonly<Record<string, (request: z.infer<typeof Request>) => object>> = {
    StartExecution: () => ({ executionArn: 'arn:aws:states:us-east-1:000000000000:execution:a:b', startDate: 0 }),
    DescribeExecution: () => ({ status: left.length > 0 ? 'RUNNING' : 'SUCCEEDED', output: '{}' }),
    GetExecutionHistory: ({ nextToken = '0', maxResults = 100 }) => {
      grow();
      const start = Number(nextToken);
      const ids = Array.from({ length: written }, (_, index) => written - index).slice(start, start + maxResults);
      const events = ids.map((id) => ({ id, previousEventId: id - 1, type: 'TaskStarted', timestamp: 0 }));
      return ids.at(-1) === 1 ? { events } : { events, nextToken: String(start + maxResults) };
    },
  };
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      response.setHeader('Content-Type', 'application/x-amz-json-1.0');
      response.end(JSON.stringify(answers[operation]?.(Request.parse(JSON.parse(body)))));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new SFNClient({ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials });
  try {
    return await work(client);
  } finally {
    client.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const never = new AbortController().signal;

test.each([
  ['nothing is written between pages', [2500]],
  ['a few events are written between pages', [1500, 10, 10, 10]],
  ['more than a page is written between pages', [1500, 1200, 1300, 1]],
  ['events come one by one', [1, 1, 1, 1, 1]],
])('every event is told once, in order: %s', async (_, steps) => {
  const told: (number | undefined)[] = [];
  const ended = await withGrowingHistory({ steps }, (client) =>
    execute(client, { stateMachineArn: 'a', input: '{}' }, (events) => told.push(...events.map(({ id }) => id)), never),
  );
  expect(ended).toMatchObject({ status: 'SUCCEEDED', output: '{}' });
  const total = steps.reduce((sum, step) => sum + step, 0);
  expect(told).toEqual(Array.from({ length: total }, (_, index) => index + 1));
});

import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ClientOptions } from '../../aws/clients';

/** A service of AWS with a JSON protocol that answers what it is told to. */
export interface JsonAnswers {
  clients: Required<ClientOptions>;
  next: { status: number; body: object };
  /** What was asked so far. */
  requests: unknown[];
  stop(): Promise<void>;
}

export async function startJsonAnswers(): Promise<JsonAnswers> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      answers.requests.push(JSON.parse(body));
      response.writeHead(answers.next.status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(answers.next.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const answers: JsonAnswers = {
    clients: {
      endpoint: `http://127.0.0.1:${address.port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    },
    next: { status: 500, body: {} },
    requests: [],
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return answers;
}

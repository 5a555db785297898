import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What ECR answers to an operation: a body, or the name of an error. */
export type Answers = Readonly<Record<string, object | string>>;

/** As much of ECR as `npm run image` asks; each request is noted. */
export interface Ecr {
  url: string;
  requests: { operation: string; body: unknown }[];
  close: () => Promise<void>;
}

/** @param answers by operation: DescribeImages, and so on */
export async function ecrOnAPort(answers: Answers): Promise<Ecr> {
  const requests: Ecr['requests'] = [];
  const server: Server = createServer((request, response) => {
    void text(request).then((body) => {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      requests.push({ operation, body: JSON.parse(body) });
      const answer = answers[operation] ?? 'InvalidActionException';
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.statusCode = typeof answer === 'string' ? 400 : 200;
      response.end(JSON.stringify(typeof answer === 'string' ? { __type: answer, message: 'No' } : answer));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => void server.close(() => closed()));
    },
  };
}

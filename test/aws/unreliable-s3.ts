import { type IncomingMessage, type ServerResponse, createServer, request } from 'node:http';
import { Transform, pipeline } from 'node:stream';

/** A way to S3 that loses connections, and refuses, as it is told to. */
export interface UnreliableS3 {
  url: string;
  /** Method and Range of each request so far. */
  requests: string[];
  /** What happens before the next requests are passed on. */
  before: (() => Promise<unknown>)[];
  /** How many bytes of the next answers' bodies come through before the connection is lost. */
  loseAfter: number[];
  /** The same, but the connection stays, and nothing more comes. */
  stallAfter: number[];
  /** Answers requests in place of S3, by their method, as long as it is set; or never. */
  refuse: Partial<Record<string, { status: number; code: string } | 'hang'>>;
  /** Bytes of bodies that came through so far. */
  passed: number;
  /** Answers under way. */
  open: number;
  stop(): Promise<void>;
}

export async function startUnreliableS3(endpoint: string): Promise<UnreliableS3> {
  const server = createServer((incoming, response) => void pass(incoming, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const s3: UnreliableS3 = {
    url: `http://127.0.0.1:${address.port}`,
    requests: [],
    before: [],
    loseAfter: [],
    stallAfter: [],
    refuse: {},
    passed: 0,
    open: 0,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', headers, url } = incoming;
    s3.requests.push([method, ...(headers.range === undefined ? [] : [headers.range])].join(' '));
    s3.open += 1;
    response.once('close', () => (s3.open -= 1));
    await s3.before.shift()?.();
    const refusal = s3.refuse[method];
    if (refusal === 'hang') return;
    if (refusal) {
      const body = `<Error><Code>${refusal.code}</Code><Message>So it is.</Message></Error>`;
      response.writeHead(refusal.status, { 'content-type': 'application/xml' }).end(method === 'HEAD' ? '' : body);
      return;
    }
    const lost = method === 'GET' ? s3.loseAfter.shift() : undefined;
    const stalled = method === 'GET' ? s3.stallAfter.shift() : undefined;
    // The host stays the one that the request was signed for.
    const onward = request(`${endpoint}${url ?? ''}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      response.flushHeaders();
      pipeline(answer, counted(response, lost, stalled), response, () => undefined);
    });
    onward.on('error', () => response.destroy());
    response.once('close', () => onward.destroy());
    incoming.pipe(onward);
  }

  function counted(response: ServerResponse, lost = Infinity, stalled = Infinity): Transform {
    let left = Math.min(lost, stalled);
    return new Transform({
      transform(chunk: Buffer, _, done) {
        const piece = chunk.subarray(0, left);
        left -= piece.length;
        s3.passed += piece.length;
        if (left > 0) done(null, piece);
        else if (stalled < lost) response.write(piece);
        // What was written shall arrive first.
        else response.write(piece, () => response.socket?.destroy());
      },
    });
  }
  return s3;
}

import type { ServerResponse } from 'node:http';

/** Lets a service answer to nobody: in place of its answer, once it is complete, `answer` is called. */
export function answerInstead(response: ServerResponse, answer: () => void): void {
  response.writeHead = () => response;
  response.write = () => true;
  response.end = () => {
    // The prototype's own come to light again.
    for (const method of ['writeHead', 'write', 'end']) Reflect.deleteProperty(response, method);
    for (const header of response.getHeaderNames()) response.removeHeader(header);
    answer();
    return response;
  };
}

/**
 * Breaks an answer off when half of its body is through.
 * @param mayBreak asked once, at that point; the answer of an error goes through as it is
 */
export function breakHalfWay(response: ServerResponse, how: 'cut' | 'stall', mayBreak: () => boolean): void {
  const write = response.write.bind(response);
  let left: number | undefined;
  response.write = (chunk: unknown) => {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('The body of an object comes in buffers');
    left ??= Math.floor(Number(response.getHeader('content-length')) / 2);
    if (chunk.length < left) {
      left -= chunk.length;
      return write(chunk);
    }
    if (!mayBreak()) {
      Reflect.deleteProperty(response, 'write');
      return write(chunk);
    }
    // Nothing more comes, and no end: it waits for a drain that never is. Both come to their end when the connection does.
    response.write = () => false;
    response.end = () => response;
    // What was written shall arrive first.
    write(chunk.subarray(0, left), () => how === 'cut' && response.destroy());
    return false;
  };
}

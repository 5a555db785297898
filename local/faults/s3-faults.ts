import type { IncomingMessage, ServerResponse } from 'node:http';
import { newRequestId } from '../s3/call';
import { renderErrorXml } from '../s3/xml';
import { answerInstead, breakHalfWay } from './disturbed-answer';
import type { Injections } from './injections';
import { type Disturb, type Requester, placeOf } from './requesters';
import type { S3Faults } from './schema';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const errors = {
  slowDown: { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' },
  internalError: { status: 500, code: 'InternalError', message: 'We encountered an internal error. Please try again.' },
} as const;

/** Disturbs S3 in front of the service. */
export function createS3Faults(faults: S3Faults, injections: Injections): Disturb {
  const { most } = faults;
  const lots = {
    slowDown: injections.lot('s3.slowDown', faults.slowDown, most),
    internalError: injections.lot('s3.internalError', faults.internalError, most),
    cut: injections.lot('s3.cut', faults.cut, most),
    stall: injections.lot('s3.stall', faults.stall, Math.min(faults.stalls, most ?? Infinity)),
    lostAnswer: injections.lot('s3.lostAnswer', faults.lostAnswer, most),
  };

  const spared = ({ taskId }: Requester) =>
    faults.only !== undefined && (faults.only === 'tasks') !== (taskId !== undefined);

  const disturb: Disturb = (requester, request, response, serve) => {
    if (spared(requester)) {
      serve();
      return;
    }
    const what = `${request.method ?? ''} ${(request.url ?? '').replace(/\?.*$/, '')}`;
    const at = placeOf(requester);
    const happens = (kind: keyof typeof lots) => lots[kind].drawn(requester.name) && lots[kind].inject(what, at);

    for (const kind of ['slowDown', 'internalError'] as const) {
      if (happens(kind)) {
        refuse(request, response, kind);
        return;
      }
    }
    if (request.method === 'GET') {
      const broken = (['cut', 'stall'] as const).find((kind) => lots[kind].drawn(requester.name));
      if (broken) breakHalfWay(response, broken, () => lots[broken].inject(what, at));
    } else if (request.method !== 'HEAD') {
      const cut = happens('cut');
      // Either nothing is done, or nobody hears of what was done.
      const done = cut && losable(request) && injections.random.next(`s3.cut done ${requester.name}`) < 0.5;
      if (cut && !done) {
        request.socket.destroy();
        return;
      }
      if (cut) answerInstead(response, () => request.socket.destroy());
      else if (losable(request) && happens('lostAnswer')) {
        answerInstead(response, () => refuse(request, response, 'internalError'));
      }
    }
    serve();
  };

  if (faults.latencyMs === 0) return disturb;
  return (requester, request, response, serve) => {
    if (spared(requester)) {
      serve();
      return;
    }
    const ms = Math.round(injections.random.next(`s3.latency ${requester.name}`) * faults.latencyMs);
    if (!injections.inject('s3.latency', undefined, `${ms} ms`, placeOf(requester))) {
      disturb(requester, request, response, serve);
      return;
    }
    setTimeout(() => {
      if (!request.destroyed && !response.destroyed) disturb(requester, request, response, serve);
    }, ms).unref();
  };
}

/**
 * Whether the request is one whose answer may get lost, and nothing else with it: the id of a multipart upload is in the answer
 * alone, and without it nobody can complete or abort the upload.
 */
const losable = ({ method, url = '' }: IncomingMessage): boolean =>
  method !== 'POST' || !/[?&]uploads(?:[=&]|$)/.test(url);

function refuse(request: IncomingMessage, response: ServerResponse, kind: keyof typeof errors): void {
  // What is left of the body has to be read before the connection can carry the next request.
  request.resume();
  const { status, code, message } = errors[kind];
  const requestId = newRequestId();
  const body = renderErrorXml(['Error', ['Code', code], ['Message', message], ['RequestId', requestId]]);
  response.setHeader('x-amz-request-id', requestId);
  if (request.method === 'HEAD') response.writeHead(status).end();
  else response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
}

import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

export interface QueryError {
  code: string;
  message: string;
}

/** Answers in the query protocol, which is XML. */
export function sendQueryAnswer(response: ServerResponse, namespace: string, action: string, result: string): void {
  send(
    response,
    200,
    `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result>${metadata()}</${action}Response>`,
  );
}

export function sendQueryError(response: ServerResponse, status: number, { code, message }: QueryError): void {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`;
  send(response, status, `<ErrorResponse>${error}<RequestId>${randomUUID()}</RequestId></ErrorResponse>`);
}

const metadata = (): string => `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function send(response: ServerResponse, status: number, xml: string): void {
  response.writeHead(status, { 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(xml) }).end(xml);
}

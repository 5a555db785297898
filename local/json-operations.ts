import { text } from 'node:stream/consumers';
import * as z from 'zod';
import type { Service } from './authenticate';
import { sendJson, sendJsonError } from './json-answer';
import { targetOf } from './request-address';

/** A call that a service refuses. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(
    /** As the service calls it: `ResourceNotFoundException`. */
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

/** What a service does with a request's body. */
export type Operation = (body: string) => object | Promise<object>;

/** An operation whose requests are read by a schema. */
export const operation =
  <S extends z.ZodType>(schema: S, answer: (request: z.infer<S>) => object | Promise<object>): Operation =>
  (body) => {
    const read = z.string().transform(parse).pipe(schema).safeParse(body);
    if (read.success) return answer(read.data);
    const [issue] = read.error.issues;
    throw new Refused('InvalidParameterException', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`);
  };

/** A service that speaks AWS JSON, by the names of its operations. */
export const serveOperations =
  (title: string, operations: Readonly<Record<string, Operation>>): Service =>
  (request, response) => {
    const name = targetOf(request)?.operation ?? '';
    const answer = async (body: string) => {
      const asked = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (asked) {
        sendJson(request, response, 200, await asked(body));
        return;
      }
      const known = Object.keys(operations).join(', ');
      const message = `The embedded ${title} has no operation ${name || '(none named)'}: it knows ${known}.`;
      throw new Refused('UnknownOperationException', message);
    };
    text(request)
      .then(answer)
      .catch((error: unknown) => {
        if (error instanceof Refused) sendJsonError(request, response, error.type, error.message);
        // A client that goes away has no use for an answer.
        else response.destroy();
      });
  };

/** What is empty asks for nothing in particular; what is no JSON is the schema's to refuse. */
function parse(body: string): unknown {
  try {
    return JSON.parse(body === '' ? '{}' : body);
  } catch {
    return undefined;
  }
}

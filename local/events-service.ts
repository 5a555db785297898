import { text } from 'node:stream/consumers';
import { type Access, access } from './api-call';
import type { EventBus } from './event-bus';
import { arn } from './identity';
import { sendJson, sendJsonError } from './json-answer';
import type { Service } from './authenticate';
import { PutEventsRequest, mostEntries, putEvents } from './put-events';
import { targetOf } from './request-address';
import { type JsonValue, parseJson } from './step-functions/json';

/** EventBridge in AWS JSON, as far as clients send events: PutEvents. */
export function createEvents(bus: EventBus): Service {
  return (request, response) => {
    const operation = targetOf(request)?.operation ?? '';
    const refuse = (type: string, message: string) => sendJsonError(request, response, type, message);
    const answer = (body: string) => {
      if (operation !== 'PutEvents') {
        const message = `The embedded EventBridge has no operation ${operation || '(none named)'}: it knows PutEvents.`;
        refuse('UnknownOperationException', message);
        return;
      }
      const read = PutEventsRequest.safeParse(readJson(body));
      if (!read.success) {
        const [issue] = read.error.issues;
        refuse('SerializationException', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'no JSON'}`);
        return;
      }
      const wrong = wrongNumber(read.data.Entries.length);
      if (wrong !== undefined) refuse('ValidationException', wrong);
      else sendJson(request, response, 200, putEvents(bus, read.data));
    };
    // A client that goes away has no use for an answer.
    text(request).then(answer, () => response.destroy());
  };
}

function wrongNumber(entries: number): string | undefined {
  if (entries > 0 && entries <= mostEntries) return undefined;
  const bound = entries === 0 ? 'greater than or equal to 1' : `less than or equal to ${mostEntries}`;
  return `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${bound}`;
}

function readJson(body: string): JsonValue | undefined {
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}

/** What a request to EventBridge needs of IAM. One that can't be read is about everything, and so stands out. */
export function eventsActions(operation: string, body: unknown): Access[] {
  const read = PutEventsRequest.safeParse(body);
  if (operation !== 'PutEvents' || !read.success) return [access(`events:${operation}`, '*')];
  return read.data.Entries.map(({ EventBusName, Source, DetailType }) => {
    const bus = EventBusName.startsWith('arn:') ? EventBusName : arn('events', `event-bus/${EventBusName}`);
    return access('events:PutEvents', bus, { 'events:source': Source, 'events:detail-type': DetailType });
  });
}

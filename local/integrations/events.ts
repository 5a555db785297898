import * as z from 'zod';
import { access, type Access } from '../api-call';
import type { EventBus } from '../event-bus';
import { arn } from '../identity';
import { mostEntries, putEvents, PutEventsRequest } from '../put-events';
import type { JsonObject, JsonValue } from '../step-functions/json';
import type { Integration } from '../step-functions/states/state-run';
import { StatesError } from '../step-functions/states/states-error';
import { withMetadata } from './response-metadata';
import { optimizedFailure } from './service-failure';

/** Unlike the API's, a definition's Detail may be the JSON itself. */
const Entry = z.looseObject({
  Detail: z
    .unknown()
    .transform((detail) => (typeof detail === 'string' ? detail : JSON.stringify(detail)))
    .optional(),
  Resources: z.array(z.string()).default([]),
});
const Entries = z.object({ Entries: z.array(Entry) });

const refusal = optimizedFailure('EventBridge', 'AmazonEventBridge', 'AmazonEventBridgeException');

/**
 * events:putEvents: https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html
 * One entry that the bus doesn't take fails the Task, when the others are already on the bus.
 */
export const createPutEvents =
  (bus: EventBus, onAccess: (access: Access) => void = () => undefined): Integration =>
  // eslint-disable-next-line @typescript-eslint/require-await -- what it throws is to reject
  async ({ parameters, executionArn }) => {
    const request = requestOf(parameters, [machineOf(executionArn), executionArn]);
    for (const { Source, DetailType, EventBusName } of request.Entries) {
      const busArn = EventBusName.startsWith('arn:') ? EventBusName : arn('events', `event-bus/${EventBusName}`);
      onAccess(access('events:PutEvents', busArn, { 'events:source': Source, 'events:detail-type': DetailType }));
    }
    const answer: JsonObject = { ...putEvents(bus, request) };
    if (answer.FailedEntryCount !== 0) throw new StatesError('EventBridge.FailedEntry', JSON.stringify(answer));
    return withMetadata(answer, 'application/x-amz-json-1.1');
  };

/** @param origin resources that Step Functions adds to each event */
function requestOf(parameters: JsonValue, origin: readonly string[]): PutEventsRequest {
  const given = Entries.safeParse(parameters);
  const read = PutEventsRequest.safeParse({
    Entries: given.data?.Entries.map((entry) => ({ ...entry, Resources: [...entry.Resources, ...origin] })),
  });
  if (!read.success) {
    const message = z.prettifyError(given.error ?? read.error);
    throw refusal({ code: 'SerializationException', message, status: 400, modelled: false });
  }
  const count = read.data.Entries.length;
  if (count > 0 && count <= mostEntries) return read.data;
  const bound = count === 0 ? 'greater than or equal to 1' : `less than or equal to ${mostEntries}`;
  const message = `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${bound}`;
  throw refusal({ code: 'ValidationException', message, status: 400, modelled: false });
}

/** `…:execution:machine:name` is an execution of `…:stateMachine:machine`. */
const machineOf = (executionArn: string): string => executionArn.replace(/:execution:([^:]+):.*$/, ':stateMachine:$1');

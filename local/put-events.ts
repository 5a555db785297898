import * as z from 'zod';
import type { EventBus } from './event-bus';
import { type JsonValue, parseJson } from './step-functions/json';

/** As a client sends it. What is missing or malformed is refused entry by entry. */
const Entry = z.object({
  Source: z.string().default(''),
  DetailType: z.string().default(''),
  /** A JSON object's text. */
  Detail: z.string().default(''),
  Resources: z.array(z.string()).default([]),
  /** Seconds since 1970. */
  Time: z.number().optional(),
  /** Name or ARN. */
  EventBusName: z.string().default('default'),
});
type Entry = z.infer<typeof Entry>;

export const PutEventsRequest = z.object({ Entries: z.array(Entry) });
export type PutEventsRequest = z.infer<typeof PutEventsRequest>;

export type Result = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

/** The most that one request may bring: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const mostEntries = 10;

/**
 * Puts each entry on the bus, or says why not; one that fails doesn't keep the others. There is but one bus, whatever name an
 * entry gives. A source that begins with `aws.` is AWS's own there, and here: so a rule for it can be tried.
 */
export function putEvents(
  bus: EventBus,
  { Entries }: PutEventsRequest,
): { Entries: Result[]; FailedEntryCount: number } {
  const results = Entries.map((entry): Result => {
    const missing = (['Source', 'DetailType', 'Detail'] as const).find((name) => entry[name] === '');
    if (missing) {
      const ErrorMessage = `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`;
      return { ErrorCode: 'InvalidArgument', ErrorMessage };
    }
    const detail = readObject(entry.Detail);
    if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    const { Source: source, DetailType: detailType, Resources: resources, Time } = entry;
    const time = Time === undefined ? undefined : new Date(Time * 1000);
    return { EventId: bus.put({ source, detailType, resources, detail, time }) };
  });
  return { Entries: results, FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length };
}

function readObject(text: string): JsonValue | undefined {
  try {
    const value = parseJson(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

import {
  type CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilteredLogEvent,
} from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { functionLogGroup, taskLogGroup } from '../statemachine/log-groups';
import type { ResourceNames } from '../statemachine/names';

/** One line that a task or a function has written about a job. */
export interface LogLine {
  /** Milliseconds since 1970. */
  at: number;
  group: string;
  stream: string;
  /** The line's id in CloudWatch, the same at every look. */
  id: string;
  fields: LogFields;
}

/** What each line holds: see aws/log.ts. */
const LogFields = z.looseObject({
  level: z.string().default(''),
  message: z.string().default(''),
  service: z.string().default(''),
  task: z.string().optional(),
  segment: z.number().optional(),
  attempt: z.number().optional(),
});
export type LogFields = z.infer<typeof LogFields>;

/** Which lines of a job are wanted. */
export interface Wanted {
  segment?: number | undefined;
  /** Of a task, or of a function without its prefix: `concat`, `probe`. */
  task?: string | undefined;
  attempt?: number | undefined;
}

/** Where a stage's parts write, by ResourceNames. */
export const logGroupsOf = ({ functions, cluster }: Pick<ResourceNames, 'functions' | 'cluster'>): string[] => [
  taskLogGroup(cluster),
  ...Object.values(functions).map(functionLogGroup),
];

/**
 * A job's lines in all groups, the oldest first. A group that isn't there has none: a stage of an older version lacks some.
 * @param from milliseconds since 1970; what is older isn't looked at
 */
export async function readLines(
  logs: CloudWatchLogsClient,
  groups: readonly string[],
  { jobId, from, to, signal }: { jobId: string; from: number; to?: number | undefined; signal: AbortSignal },
): Promise<LogLine[]> {
  const lines = await Promise.all(
    groups.map(async (group) => {
      const found: LogLine[] = [];
      let nextToken: string | undefined;
      do {
        const request = {
          ...{ logGroupName: group, filterPattern: `{ $.jobId = "${jobId}" }` },
          ...{ startTime: Math.floor(from), endTime: to, nextToken },
        };
        const page = await logs.send(new FilterLogEventsCommand(request), { abortSignal: signal }).catch(noGroup);
        found.push(...(page?.events ?? []).flatMap((event) => readLine(group, event) ?? []));
        nextToken = page?.nextToken;
      } while (nextToken !== undefined);
      return found;
    }),
  );
  return lines.flat().sort((a, b) => a.at - b.at);
}

/** Whether a line is among those that are wanted; a line that doesn't say isn't. */
export function isWanted({ fields }: LogLine, { segment, task, attempt }: Wanted): boolean {
  const writer = fields.task ?? fields.service.replace(/^framefleet-/, '');
  return (
    (segment === undefined || fields.segment === segment) &&
    (task === undefined || writer === task) &&
    (attempt === undefined || fields.attempt === attempt)
  );
}

function noGroup(error: unknown): undefined {
  if (!(error instanceof Error && error.name === 'ResourceNotFoundException')) throw error;
}

function readLine(group: string, event: FilteredLogEvent): LogLine | undefined {
  const { timestamp: at = 0, message = '', logStreamName: stream = '', eventId: id = '' } = event;
  const { data } = z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(LogFields)
    .safeParse(message);
  return data && { at, group, stream, id, fields: data };
}

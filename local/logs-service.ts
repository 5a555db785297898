import * as z from 'zod';
import { type Access, access } from './api-call';
import type { Service } from './authenticate';
import { arn } from './identity';
import { Refused, operation, serveOperations } from './json-operations';
import { type LogEvent, type LogGroup, readStream, streamsOf } from './log-files';
import { readPattern } from './log-pattern';

/** Where the log files are, and which belong to which group, by its name. */
export interface LogFiles {
  folder: string;
  groups: Readonly<Record<string, LogGroup>>;
}

const GroupName = z.string().min(1);
const DescribeLogStreams = z.object({
  logGroupName: GroupName,
  logStreamNamePrefix: z.string().default(''),
  limit: z.number().int().min(1).max(50).default(50),
  nextToken: z.string().optional(),
});
const Page = {
  startTime: z.number().default(0),
  endTime: z.number().default(Infinity),
  limit: z.number().int().min(1).max(10_000).default(10_000),
  nextToken: z.string().regex(/^[fb]?\/?\d+$/).optional(), // prettier-ignore
};
const GetLogEvents = z.object({
  logGroupName: GroupName,
  logStreamName: z.string().min(1),
  startFromHead: z.boolean().default(false),
  ...Page,
});
const FilterLogEvents = z.object({
  logGroupName: GroupName,
  logStreamNames: z.array(z.string()).optional(),
  logStreamNamePrefix: z.string().default(''),
  filterPattern: z.string().default(''),
  ...Page,
});

/** CloudWatch Logs in AWS JSON, as far as people read them: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/ */
export const createLogs = (files: LogFiles): Service =>
  serveOperations('CloudWatch Logs', {
    DescribeLogStreams: operation(DescribeLogStreams, (request) => describeLogStreams(files, request)),
    GetLogEvents: operation(GetLogEvents, (request) => getLogEvents(files, request)),
    FilterLogEvents: operation(FilterLogEvents, (request) => filterLogEvents(files, request)),
  });

async function describeLogStreams(files: LogFiles, request: z.infer<typeof DescribeLogStreams>) {
  const { logGroupName, logStreamNamePrefix, limit, nextToken = '' } = request;
  const group = groupOf(files, logGroupName);
  const names = (await streamsOf(files.folder, group)).filter(
    (name) => name.startsWith(logStreamNamePrefix) && name > nextToken,
  );
  const logStreams = [];
  for (const logStreamName of names.slice(0, limit)) {
    const events = await readStream(files.folder, group, logStreamName);
    const times = { firstEventTimestamp: events[0]?.timestamp, lastEventTimestamp: events.at(-1)?.timestamp };
    const name = { logStreamName, arn: arn('logs', `log-group:${logGroupName}:log-stream:${logStreamName}`) };
    logStreams.push({ ...name, ...times, storedBytes: 0 });
  }
  return { logStreams, ...(names.length > limit ? { nextToken: logStreams.at(-1)?.logStreamName } : {}) };
}

async function getLogEvents(files: LogFiles, request: z.infer<typeof GetLogEvents>) {
  const { logGroupName, logStreamName, startFromHead, limit, nextToken } = request;
  const group = groupOf(files, logGroupName);
  if (!(await streamsOf(files.folder, group)).includes(logStreamName)) {
    throw new Refused('ResourceNotFoundException', 'The specified log stream does not exist.');
  }
  const events = (await readStream(files.folder, group, logStreamName)).filter((event) => isIn(event, request));
  const [direction, place] = nextToken?.split('/') ?? [];
  const last = Math.max(0, events.length - limit);
  // Where no token says where to go on, the newest page comes first unless told otherwise.
  const named = direction === 'b' ? Number(place) - limit : Number(place ?? (startFromHead ? 0 : last));
  const first = Math.max(0, named);
  const page = events.slice(first, direction === 'b' ? Number(place) : first + limit);
  return {
    events: page.map(({ timestamp, message }) => ({ timestamp, message, ingestionTime: timestamp })),
    nextForwardToken: `f/${first + page.length}`,
    nextBackwardToken: `b/${first}`,
  };
}

async function filterLogEvents(files: LogFiles, request: z.infer<typeof FilterLogEvents>) {
  const { logGroupName, logStreamNames, logStreamNamePrefix, filterPattern, limit, nextToken } = request;
  const group = groupOf(files, logGroupName);
  const matches = readPattern(filterPattern);
  if (!matches) {
    const message = `Invalid filter pattern: the embedded CloudWatch Logs knows "words" and { $.field = "text" && $.other = 3 }, not ${filterPattern}`;
    throw new Refused('InvalidParameterException', message);
  }
  const streams = (await streamsOf(files.folder, group)).filter(
    (name) => (logStreamNames?.includes(name) ?? true) && name.startsWith(logStreamNamePrefix),
  );
  const events: LogEvent[] = [];
  for (const stream of streams) events.push(...(await readStream(files.folder, group, stream)));
  const found = events
    // Unlike that of GetLogEvents its end is within it.
    .filter((event) => isIn(event, { ...request, endTime: request.endTime + 1 }) && matches(event))
    .sort((a, b) => a.timestamp - b.timestamp);
  const first = Number(nextToken ?? 0);
  const page = found.slice(first, first + limit);
  return {
    events: page.map(({ stream, timestamp, message, id }) => ({
      ...{ logStreamName: stream, timestamp, message, ingestionTime: timestamp, eventId: id },
    })),
    searchedLogStreams: [],
    ...(found.length > first + limit ? { nextToken: String(first + limit) } : {}),
  };
}

const isIn = ({ timestamp }: LogEvent, { startTime, endTime }: { startTime: number; endTime: number }): boolean =>
  timestamp >= startTime && timestamp < endTime;

function groupOf({ groups }: LogFiles, name: string): LogGroup {
  const group = Object.hasOwn(groups, name) ? groups[name] : undefined;
  if (!group) throw new Refused('ResourceNotFoundException', 'The specified log group does not exist.');
  return group;
}

const Named = z.object({ logGroupName: z.string() });

/** What a request to CloudWatch Logs needs of IAM. One that can't be read is about everything, and so stands out. */
export function logsActions(operation: string, body: unknown): Access[] {
  const { data } = Named.safeParse(body);
  return [access(`logs:${operation}`, data ? arn('logs', `log-group:${data.logGroupName}:*`) : '*')];
}

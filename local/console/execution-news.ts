import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineForExecutionCommand,
  ExecutionDoesNotExist,
  type HistoryEvent,
  ResourceNotFound,
  type SFNClient,
  paginateGetExecutionHistory,
  paginateListExecutions,
} from '@aws-sdk/client-sfn';
import { type ConsoleEvent, EventDetails, type ExecutionNews, type MapRunNews } from '../../pipeline/console-answers';
import { ConsoleError } from './console-error';

/** Most characters of a text within an event; the whole is there on demand. */
const longestText = 4000;

/**
 * How an execution stands, and its events after the one with the id `after`.
 * @throws ConsoleError 404
 */
export async function readExecution(client: SFNClient, executionArn: string, after: number): Promise<ExecutionNews> {
  const described = await found(client.send(new DescribeExecutionCommand({ executionArn })), executionArn);
  const { status = 'RUNNING', startDate, stopDate, error, cause } = described;
  return {
    ...{ executionArn, status, startedAt: startDate?.toISOString() ?? '' },
    ...(stopDate === undefined ? {} : { stoppedAt: stopDate.toISOString() }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    events: (await newest(client, executionArn, after)).map((event) => shorten(told(event))),
  };
}

/** One event with all of its texts. */
export async function readEvent(client: SFNClient, executionArn: string, id: number): Promise<ConsoleEvent> {
  const [event] = await newest(client, executionArn, id - 1, id);
  if (!event) throw new ConsoleError(404, `${executionArn} has no event ${id}.`);
  return told(event);
}

/** The definition that it runs, as JSON text. */
export async function readDefinition(client: SFNClient, executionArn: string): Promise<string> {
  const asked = client.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
  return (await found(asked, executionArn)).definition ?? '{}';
}

/** The executions that a distributed Map has started: how many there are of each state, and the first thousand. */
export async function readMapRun(client: SFNClient, mapRunArn: string): Promise<MapRunNews> {
  const { status = '', itemCounts } = await found(client.send(new DescribeMapRunCommand({ mapRunArn })), mapRunArn);
  const counts = Object.entries(itemCounts ?? {}).filter(([, count]) => typeof count === 'number' && count > 0);
  for await (const { executions = [] } of paginateListExecutions({ client, pageSize: 1000 }, { mapRunArn })) {
    const children = executions.map(({ executionArn = '', name = '', status: state = '' }) => ({
      ...{ executionArn, name, status: state },
    }));
    return { status, counts: Object.fromEntries(counts), children };
  }
  return { status, counts: Object.fromEntries(counts), children: [] };
}

/** Events after `after` and up to `last`, in their order. Asked for from the end: what is new is there. */
async function newest(client: SFNClient, executionArn: string, after: number, last = Infinity) {
  const request = { executionArn, reverseOrder: true };
  const events: HistoryEvent[] = [];
  for await (const page of paginateGetExecutionHistory({ client, pageSize: 1000 }, request)) {
    const wanted = (page.events ?? []).filter(({ id = 0 }) => id > after);
    events.push(...wanted.filter(({ id = 0 }) => id <= last));
    if (wanted.length < (page.events?.length ?? 0)) break;
  }
  return events.reverse();
}

async function found<T>(asked: Promise<T>, arn: string): Promise<T> {
  try {
    return await asked;
  } catch (cause) {
    if (!(cause instanceof ExecutionDoesNotExist || cause instanceof ResourceNotFound)) throw cause;
    throw new ConsoleError(404, `Step Functions doesn't know ${arn}: executions are forgotten without --data.`, {
      cause,
    });
  }
}

function told(event: HistoryEvent): ConsoleEvent {
  const { id = 0, previousEventId = 0, type = '', timestamp } = event;
  const details = Object.entries(event).find(([key, value]) => key.endsWith('EventDetails') && value !== undefined);
  // What isn't understood isn't shown.
  const understood = EventDetails.safeParse(details?.[1]).data ?? {};
  return { id, previousEventId, type, at: timestamp?.toISOString() ?? '', details: understood };
}

function shorten(event: ConsoleEvent): ConsoleEvent {
  const { input, output, cause, parameters, ...others } = event.details;
  const texts = { input, output, cause, parameters };
  const long = Object.values(texts).some((text) => (text?.length ?? 0) > longestText);
  if (!long) return event;
  const cut = Object.entries(texts).map(([name, text]) => [name, text?.slice(0, longestText)]);
  return { ...event, details: { ...others, ...EventDetails.parse(Object.fromEntries(cut)), isCut: true } };
}

import { setTimeout as pause } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  type HistoryEvent,
  type SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
  paginateGetExecutionHistory,
} from '@aws-sdk/client-sfn';
import { asUsage } from './asl-refusal';

export interface EndedExecution {
  executionArn: string;
  /** SUCCEEDED, FAILED, TIMED_OUT or ABORTED. */
  status: string;
  /** JSON text. */
  output: string | undefined;
  error: string | undefined;
  cause: string | undefined;
}

/** Longest time between two looks at an execution, in milliseconds. */
const longestPause = 500;

/**
 * Starts an execution and follows it to its end.
 * @param onEvents called with the events of the history as they come, each once, in order
 * @param signal stops the execution, and waits until it has ended
 */
export async function execute(
  client: SFNClient,
  request: { stateMachineArn: string; input: string },
  onEvents: (events: readonly HistoryEvent[]) => void,
  signal: AbortSignal,
): Promise<EndedExecution> {
  signal.throwIfAborted();
  const { executionArn = '' } = await asUsage(client.send(new StartExecutionCommand(request)));
  let last = 0;
  const look = async (): Promise<EndedExecution | undefined> => {
    const { status = '', output, error, cause } = await client.send(new DescribeExecutionCommand({ executionArn }));
    // Asked for after the status: an execution that has ended has written all its events.
    const events = await eventsAfter(client, executionArn, last);
    last = events.at(-1)?.id ?? last;
    onEvents(events);
    return status === 'RUNNING' || status === 'PENDING_REDRIVE'
      ? undefined
      : { executionArn, status, output, error, cause };
  };
  for (let ms = 5; ; ms = Math.min(ms * 1.5, longestPause)) {
    const ended = await look();
    if (ended) return ended;
    await pause(ms, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
  }
  await client.send(
    new StopExecutionCommand({ executionArn, error: 'Interrupted', cause: 'framefleet asl was interrupted' }),
  );
  for (;;) {
    const ended = await look();
    if (ended) return ended;
    await pause(20);
  }
}

/**
 * The last come first, so that nothing is read twice but what moves to the next page when new events are written between two
 * pages.
 */
async function eventsAfter(client: SFNClient, executionArn: string, last: number): Promise<HistoryEvent[]> {
  const found: HistoryEvent[] = [];
  const request = { executionArn, reverseOrder: true, maxResults: 1000 };
  for await (const { events = [] } of paginateGetExecutionHistory({ client }, request)) {
    const first = found.at(-1)?.id ?? Infinity;
    found.push(...events.filter(({ id = 0 }) => id > last && id < first));
    if (events.some(({ id = 0 }) => id <= last)) break;
  }
  return found.reverse();
}

/** An Express machine is started and waited for in one call; it has no history to ask for, on AWS it goes to a log group. */
export async function executeExpress(
  client: SFNClient,
  request: { stateMachineArn: string; input: string },
  signal: AbortSignal,
): Promise<EndedExecution> {
  const answer = await asUsage(client.send(new StartSyncExecutionCommand(request), { abortSignal: signal }));
  const { executionArn = '', status = '', output, error, cause } = answer;
  return { executionArn, status, output, error, cause };
}

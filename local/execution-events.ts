import type { EventBus } from './event-bus';
import type { StatusChange } from './step-functions/server';

/** Bytes of input and output that an event has room for. */
const room = 248 * 1024;

/** Tells the event bus of an execution as Step Functions does: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
export function announceStatus(bus: EventBus, change: StatusChange): void {
  const { executionArn, stateMachineArn, name, status, startDate, stopDate, error, cause } = change;
  // Where both don't fit, the output goes first.
  const output = withRoom(change.output, room);
  const input = withRoom(change.input, room - bytesOf(output.text));
  bus.put({
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [executionArn],
    detail: {
      ...{ executionArn, stateMachineArn, name, status },
      startDate: startDate.getTime(),
      stopDate: stopDate?.getTime() ?? null,
      input: input.text,
      inputDetails: input.details,
      output: output.text,
      outputDetails: output.details,
      error: error ?? null,
      cause: cause ?? null,
    },
  });
}

function withRoom(text: string | undefined, bytes: number): { text: string | null; details: object | null } {
  if (text === undefined) return { text: null, details: null };
  const included = bytesOf(text) <= bytes;
  return { text: included ? text : null, details: { included } };
}

/** As it stands in the event: a JSON text within a JSON text. */
const bytesOf = (text: string | null): number => (text === null ? 0 : Buffer.byteLength(JSON.stringify(text)));

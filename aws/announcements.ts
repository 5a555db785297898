import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';

/** Tells the world how a job ended, as the state machine does (statemachine/tasks.ts). */
export class Announcements {
  constructor(
    private readonly eventBridge: EventBridgeClient,
    private readonly busName: string,
  ) {}

  /** @throws Error when the bus refuses the event */
  async announce(detailType: 'Job Failed' | 'Job Cancelled', detail: Readonly<Record<string, unknown>>): Promise<void> {
    const entry = { Source: 'framefleet', DetailType: detailType, EventBusName: this.busName };
    const { Entries: [result] = [] } = await this.eventBridge.send(
      new PutEventsCommand({ Entries: [{ ...entry, Detail: JSON.stringify(detail) }] }),
    );
    if (result?.EventId !== undefined) return;
    const { ErrorCode = 'no code', ErrorMessage = 'no message' } = result ?? {};
    throw new Error(`The event "${detailType}" was refused by the bus ${this.busName} (${ErrorCode}: ${ErrorMessage})`);
  }
}

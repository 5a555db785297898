import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type JobEnded, eventSource, eventVersion } from '../pipeline/job-events';

/** Tells the world how a job ended, as the state machine does (statemachine/tasks.ts). */
export class Announcements {
  constructor(
    private readonly eventBridge: EventBridgeClient,
    private readonly busName: string,
  ) {}

  /** @throws Error when the bus refuses the event */
  async announce(detailType: 'Job Failed' | 'Job Cancelled', news: Omit<JobEnded, 'version'>): Promise<void> {
    const entry = { Source: eventSource, DetailType: detailType, EventBusName: this.busName };
    const detail: JobEnded = { version: eventVersion, ...news };
    const { Entries: [result] = [] } = await this.eventBridge.send(
      new PutEventsCommand({ Entries: [{ ...entry, Detail: JSON.stringify(detail) }] }),
    );
    if (result?.EventId !== undefined) return;
    const { ErrorCode = 'no code', ErrorMessage = 'no message' } = result ?? {};
    throw new Error(`The event "${detailType}" was refused by the bus ${this.busName} (${ErrorCode}: ${ErrorMessage})`);
  }
}

import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import { parseJson } from '../json';
import type { HistoryEvent } from './history';

const Events = z.array(
  z.looseObject({ id: z.number(), previousEventId: z.number(), type: z.string(), timestamp: z.number() }),
);

/**
 * Events of an execution that has ended, in a tenth of their room: each state's input stands in them several times. Whoever reads
 * page after page unpacks them once, as long as there is memory for it.
 */
export class PackedEvents {
  readonly length: number;
  private readonly bytes: Buffer;
  private unpacked: WeakRef<readonly HistoryEvent[]> | undefined;

  constructor(events: readonly HistoryEvent[]) {
    this.length = events.length;
    // A copy: what zlib answers is a part of a buffer several times as large.
    this.bytes = Buffer.from(deflateRawSync(JSON.stringify(events), { level: 1 }));
  }

  get sizeBytes(): number {
    return this.bytes.length;
  }

  unpack(): readonly HistoryEvent[] {
    const known = this.unpacked?.deref();
    if (known) return known;
    const events = Events.parse(parseJson(inflateRawSync(this.bytes).toString()));
    this.unpacked = new WeakRef(events);
    return events;
  }
}

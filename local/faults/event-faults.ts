import { randomUUID } from 'node:crypto';
import type { BusEvent, Deliver } from '../event-bus';
import type { Injections } from './injections';
import type { EventFaults } from './schema';

/** What AWS itself tells, at least once and in no order; what the pipeline tells is told once. */
const sources = new Set(['aws.s3', 'aws.states']);

/** Delivers events more than once, and late. */
export function createEventFaults({ duplicates, reorder, delayMs }: EventFaults, injections: Injections): Deliver {
  const { random } = injections;
  let events = 0;
  return (event, deliver) => {
    if (injections.over || !sources.has(event.source)) {
      deliver(event);
      return;
    }
    const what = describe(event);
    const at = `event ${events}`;
    events += 1;
    const later = (which: BusEvent, ms: number) =>
      setTimeout(() => {
        if (!injections.over) deliver(which);
      }, ms).unref();
    const some = () => Math.round(random.next('events.delay') * delayMs);

    if (reorder && injections.inject('events.delay', undefined, what, at)) later(event, some());
    else deliver(event);
    for (let again = 0; again < duplicates; again += 1) {
      if (!injections.inject('events.duplicate', undefined, what, at)) return;
      // EventBridge delivers an event twice under its id; one that S3 has sent twice has two.
      const twin = random.next('events.id') < 0.5 ? event : { ...event, id: randomUUID() };
      if (random.next('events.at once') < 0.5) deliver(twin);
      else later(twin, some());
    }
  };
}

const describe = (event: BusEvent): string => [event['detail-type'], ...event.resources].join(' ');

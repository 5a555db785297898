import type * as z from 'zod';
import { type BusEvent, EventBus } from '../../../local/event-bus';
import { createEventFaults } from '../../../local/faults/event-faults';
import { Injections, countKinds } from '../../../local/faults/injections';
import { EventFaults } from '../../../local/faults/schema';

/** A bus with faults, what its one rule was told, and what a watcher was. */
function disturbedBus(faults: z.input<typeof EventFaults>, expected: number) {
  const injections = new Injections(5);
  const bus = new EventBus(undefined, createEventFaults(EventFaults.parse(faults), injections));
  const [delivered, watched]: BusEvent[][] = [[], []];
  const all = new Promise<void>((resolve) => {
    bus.addRule({
      pattern: {},
      target: (event) => {
        if (delivered!.push(event) === expected) resolve();
      },
    });
  });
  bus.watch((event) => watched!.push(event));
  const upload = (key: string) => bus.put({ source: 'aws.s3', detailType: 'Object Created', detail: { key } });
  return { bus, upload, delivered: delivered!, watched: watched!, all, injections };
}

const keys = (events: BusEvent[]) => events.map(({ detail }) => (detail as { key: string }).key);

test('an event comes again, under its id or as a second one of its own; who watches sees it once', async () => {
  const { upload, delivered, watched, all, injections } = disturbedBus({ duplicates: 9, delayMs: 20 }, 10);
  const id = upload('a');
  expect(delivered.length).toBeGreaterThan(1);
  expect(delivered.length).toBeLessThan(10);
  await all;
  expect(keys(delivered)).toEqual(Array.from({ length: 10 }, () => 'a'));
  const ids = new Set(delivered.map((event) => event.id));
  expect(ids.size).toBeGreaterThan(1);
  expect(ids.size).toBeLessThan(10);
  expect(ids).toContain(id);
  expect(watched.map((event) => event.id)).toEqual([id]);
  expect(countKinds(injections.injected)).toEqual([['events.duplicate', 9]]);
});

test('events overtake each other', async () => {
  const { upload, delivered, all, injections } = disturbedBus({ reorder: true, delayMs: 50 }, 10);
  const sent = Array.from({ length: 10 }, (_, index) => String(index));
  sent.forEach(upload);
  expect(delivered).toEqual([]);
  await all;
  expect(keys(delivered).sort()).toEqual(sent);
  expect(injections.injected).toHaveLength(10);
});

test('what the pipeline tells comes once and at once', () => {
  const { bus, delivered, injections } = disturbedBus({ duplicates: 3, reorder: true }, 1);
  bus.put({ source: 'framefleet', detailType: 'Job Failed', detail: {} });
  expect(delivered).toHaveLength(1);
  expect(injections.injected).toEqual([]);
});

test('at the end events come as they happen', () => {
  const { upload, delivered, injections } = disturbedBus({ duplicates: 3, reorder: true }, 1);
  injections.end();
  upload('a');
  expect(delivered).toHaveLength(1);
});

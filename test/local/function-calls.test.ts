import { type BusEvent, EventBus } from '../../local/event-bus';
import { FunctionCalls } from '../../local/function-calls';
import type { Clock } from '../../local/step-functions/server';
import { HurriedClock } from './step-functions/engine';

let event: BusEvent;
beforeAll(() => {
  const bus = new EventBus();
  bus.addRule({ pattern: {}, target: (one) => (event = one) });
  bus.put({ source: 'test', detailType: 'Test', detail: { a: 1 } });
});

const undelivered: unknown[] = [];
const clock = new HurriedClock();
const open = (how: Clock = clock) => new FunctionCalls((...letter) => undelivered.push(letter), how);
beforeEach(() => {
  undelivered.length = 0;
  clock.slept.length = 0;
});

/** A function that fails some times before it does its work. */
function failing(times: number) {
  const given: unknown[] = [];
  let done: () => void;
  const finished = new Promise<void>((resolve) => (done = resolve));
  const run = (input: unknown): Promise<unknown> => {
    given.push(input);
    if (given.length > times) done();
    return given.length > times ? Promise.resolve('done') : Promise.reject(new Error(`failure ${given.length}`));
  };
  return { run, given, finished };
}

test('an event is tried three times, after one minute and after two', async () => {
  const { run, given, finished } = failing(2);
  open().invokeForEvent(run, event);
  await finished;
  expect(given).toEqual([event, event, event]);
  expect(given[0]).not.toBe(event);
  expect(clock.slept).toEqual([60_000, 120_000]);
  expect(undelivered).toEqual([]);
});

test('and is then kept, with the last reason', async () => {
  const { run, given } = failing(4);
  const letter = new Promise<unknown[]>((resolve) => {
    new FunctionCalls((...told) => resolve(told), clock).invokeForEvent(run, event);
  });
  expect(await letter).toEqual([event, new Error('failure 3')]);
  expect(given).toHaveLength(3);
});

test('who closes waits for calls under way, and for those that they lead to', async () => {
  const calls = open();
  const ended: string[] = [];
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const hold = (name: string, then?: () => void) => async () => {
    await released;
    ended.push(name);
    then?.();
  };
  const last = calls.counted(hold('last'));
  void calls.counted(hold('first', () => void last(1)))(1);
  calls.invokeForEvent(hold('event'), event);
  const closed = calls.close().then(() => ended.push('closed'));
  release();
  await closed;
  expect(ended).toEqual(['first', 'event', 'last', 'closed']);
});

test('who closes waits for no further try: the event is kept', async () => {
  const { run, given } = failing(3);
  let asleep = (): void => undefined;
  const sleeping = new Promise<void>((resolve) => (asleep = resolve));
  const calls = open({
    now: () => new Date(),
    sleep: (_ms, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('closed')), { once: true });
        asleep();
      }),
  });
  calls.invokeForEvent(run, event);
  await sleeping;
  await calls.close();
  expect(given).toHaveLength(1);
  expect(undelivered).toEqual([[event, new Error('failure 1')]]);
});

test('a call that fails fails for its caller', async () => {
  const calls = open();
  await expect(calls.counted(failing(1).run)(1)).rejects.toThrow('failure 1');
  await calls.close();
});

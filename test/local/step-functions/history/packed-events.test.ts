import { History } from '../../../../local/step-functions/history/history';
import { PackedEvents } from '../../../../local/step-functions/history/packed-events';

const now = () => new Date(1_700_000_000_123);
const input = JSON.stringify({ text: 'ä "quoted" \u2028 '.repeat(100) });
const events = () => {
  const history = new History(now);
  history.append('ExecutionStarted', 0, { input });
  for (let state = 0; state < 20; state += 1) history.append('PassStateEntered', state, { name: `S${state}`, input });
  return history;
};

test('packed events are those they were, in a fraction of their size', () => {
  const { events: original } = events();
  const packed = new PackedEvents(original);
  expect(packed.length).toBe(original.length);
  expect(packed.unpack()).toEqual(original);
  expect(packed.unpack()).not.toBe(original);
  expect(packed.sizeBytes).toBeLessThan(JSON.stringify(original).length / 10);
});

test.each(['ExecutionSucceeded', 'ExecutionFailed', 'ExecutionTimedOut', 'ExecutionAborted'])(
  'a history that has come to %s is packed, and goes on after a redrive',
  (ending) => {
    const history = events();
    const before = history.events;
    expect(history.append(ending, 21)).toBe(22);
    expect(history.events).not.toBe(before);
    expect(history.events.slice(0, 21)).toEqual(before.slice(0, 21));
    expect(history.append('ExecutionRedriven', 22, { redriveCount: 1 })).toBe(23);
    history.append('ExecutionSucceeded', 23);
    expect(history).toHaveLength(24);
    expect(history.events.map(({ type }) => type).slice(-3)).toEqual([
      ending,
      'ExecutionRedriven',
      'ExecutionSucceeded',
    ]);
  },
);

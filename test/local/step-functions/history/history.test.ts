import { Frame } from '../../../../local/step-functions/history/frame';
import {
  assignedDetails,
  failureDetails,
  History,
  HistoryFull,
  Trail,
  withoutData,
  type OnEvent,
} from '../../../../local/step-functions/history/history';

const now = () => new Date(1_700_000_000_123);
const shortOf = ({ events }: History): string[] =>
  events.map(({ id, previousEventId, type }) => `${id}:${type}<${previousEventId}`);

describe('an event', () => {
  test('has its number, the one before it, its time in seconds and its details by its type', () => {
    const history = new History(now);
    expect(history.append('TaskStateEntered', 0, { name: 'A' })).toBe(1);
    history.append('MapIterationStarted', 1, { index: 0 });
    history.append('PassStateExited', 2, { name: 'A' });
    history.append('TaskStateAborted', 3);
    expect(history.events).toEqual([
      {
        id: 1,
        previousEventId: 0,
        type: 'TaskStateEntered',
        timestamp: 1_700_000_000.123,
        stateEnteredEventDetails: { name: 'A' },
      },
      { id: 2, previousEventId: 1, type: 'MapIterationStarted', timestamp: 1_700_000_000.123, mapIterationStartedEventDetails: { index: 0 } }, // prettier-ignore
      {
        id: 3,
        previousEventId: 2,
        type: 'PassStateExited',
        timestamp: 1_700_000_000.123,
        stateExitedEventDetails: { name: 'A' },
      },
      { id: 4, previousEventId: 3, type: 'TaskStateAborted', timestamp: 1_700_000_000.123 },
    ]);
  });

  test('is told with the frame that wrote it, and the state that follows', () => {
    const told: Parameters<OnEvent>[] = [];
    const history = new History(now, (...event) => void told.push(event));
    const trail = new Trail(history).fork(new Frame('/2/0'));
    trail.write('PassStateExited', { name: 'A' }, 'B');
    trail.fork().note('MapStateSucceeded');
    expect(told).toEqual([
      [history.events[0], '/2/0', 'B'],
      [history.events[1], '/2/0', undefined],
    ]);
  });
});

describe('a trail', () => {
  test('lets each event follow the last one of its own line', () => {
    const history = new History(now);
    const trail = new Trail(history);
    trail.write('A');
    const [one, two] = [trail.fork(), trail.fork()];
    one.write('B');
    two.write('C');
    one.write('D');
    trail.continueFrom(two.last);
    trail.write('E');
    expect(shortOf(history)).toEqual(['1:A<0', '2:B<1', '3:C<1', '4:D<2', '5:E<3']);
  });

  test('notes an event beside the line, and writes one after an earlier event', () => {
    const history = new History(now);
    const trail = new Trail(history);
    trail.write('A');
    expect(trail.note('B')).toBe(2);
    trail.write('C');
    trail.writeAfter(0, 'D');
    trail.write('E');
    expect(shortOf(history)).toEqual(['1:A<0', '2:B<1', '3:C<1', '4:D<0', '5:E<4']);
    expect(trail.last).toBe(5);
  });
});

describe('a full history', () => {
  const history = new History(now);
  while (!history.isFull) history.append('PassStateEntered', 0);

  test('has room for the event that ends the execution, and no other', () => {
    expect(history.events).toHaveLength(24_999);
    expect(() => history.append('PassStateExited', 1)).toThrow(HistoryFull);
    expect(history.append('ExecutionFailed', 1)).toBe(25_000);
  });

  test('says what it holds', () => {
    expect(new HistoryFull().message).toBe('The execution reached the maximum number of history events (25000).');
  });
});

describe('details', () => {
  test('of variables are JSON texts, and none when there are none', () => {
    expect(assignedDetails({ a: 'x', b: { c: [1] } })).toEqual({
      assignedVariables: { a: '"x"', b: '{"c":[1]}' },
      assignedVariablesDetails: { truncated: false },
    });
    expect([assignedDetails({}), assignedDetails(undefined)]).toEqual([{}, {}]);
  });

  test('of a failure are its error and cause', () => {
    expect(failureDetails({ errorName: 'E', causeText: 'c' })).toEqual({ error: 'E', cause: 'c' });
  });

  test('leave out the data when that is asked', () => {
    const history = new History(now);
    history.append('TaskStateEntered', 0, { name: 'A', input: '{}', inputDetails: {}, output: '1', parameters: '{}', assignedVariables: {} }); // prettier-ignore
    const [event] = history.events;
    expect(event && withoutData(event)).toEqual({ ...event, stateEnteredEventDetails: { name: 'A' } });
  });
});

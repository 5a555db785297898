import type { ConsoleEvent } from '../../pipeline/console-answers';
import { foldHistory, standings } from '../../web/console/fold-history';

type Told = [id: number, after: number, type: string, details?: ConsoleEvent['details']];
const history = (...told: Told[]): ConsoleEvent[] =>
  told.map(([id, previousEventId, type, details = {}]) => {
    const at = new Date(Date.UTC(2024, 0, 1, 0, 0, id)).toISOString();
    return { id, previousEventId, type, at, details };
  });
const all: ReadonlyMap<string, number> = new Map();
const states = (events: ConsoleEvent[], status: string, chosen = all) =>
  Object.fromEntries(
    [...standings(foldHistory(events, status).visits, chosen)].map(([name, { state }]) => [name, state]),
  );

test('a state that was entered runs; left, it has succeeded; tried again, it counts its attempts', () => {
  const events = history(
    [1, 0, 'ExecutionStarted'],
    [2, 0, 'TaskStateEntered', { name: 'Probe', input: '{}' }],
    [3, 2, 'TaskScheduled'],
    [4, 3, 'TaskFailed', { error: 'Throttled' }],
    [5, 4, 'TaskScheduled'],
    [6, 5, 'TaskSucceeded'],
    [7, 6, 'TaskStateExited', { name: 'Probe', output: '1' }],
    [8, 7, 'TaskStateEntered', { name: 'Plan' }],
  );
  expect(states(events, 'RUNNING')).toEqual({ Probe: 'succeeded', Plan: 'running' });
  const [probe, plan] = foldHistory(events, 'RUNNING').visits;
  expect(probe).toMatchObject({ attempts: 2, outputEvent: { details: { output: '1' } } });
  expect(plan).toMatchObject({ from: 'Probe', attempts: 0 });
  expect(states(events, 'ABORTED')).toMatchObject({ Plan: 'aborted' });
});

test('an error that was caught, and a failure for good', () => {
  const events = history(
    [1, 0, 'ExecutionStarted'],
    [2, 0, 'TaskStateEntered', { name: 'Probe' }],
    [3, 2, 'TaskScheduled'],
    [4, 3, 'TaskFailed', { error: 'NotAVideo', cause: 'text' }],
    [5, 4, 'TaskStateExited', { name: 'Probe' }],
    [6, 5, 'FailStateEntered', { name: 'JobFailed' }],
    [7, 6, 'ExecutionFailed', { error: 'NotAVideo' }],
  );
  expect(states(events, 'FAILED')).toEqual({ Probe: 'caught', JobFailed: 'failed' });
  expect(foldHistory(events, 'FAILED').visits[0]?.failureEvent?.details).toEqual({ error: 'NotAVideo', cause: 'text' });
});

const map = history(
  [1, 0, 'ExecutionStarted'],
  [2, 0, 'MapStateEntered', { name: 'Each' }],
  [3, 2, 'MapStateStarted', { length: 2 }],
  [4, 3, 'MapIterationStarted', { name: 'Each', index: 0 }],
  [5, 3, 'MapIterationStarted', { name: 'Each', index: 1 }],
  [6, 4, 'TaskStateEntered', { name: 'Work' }],
  [7, 5, 'TaskStateEntered', { name: 'Work' }],
  [8, 6, 'TaskScheduled'],
  [9, 7, 'TaskScheduled'],
  [10, 9, 'TaskSucceeded'],
  [11, 10, 'TaskStateExited', { name: 'Work' }],
  [12, 11, 'MapIterationSucceeded', { name: 'Each', index: 1 }],
);

test('the iterations of a Map are told apart, each by itself or all in one', () => {
  const { visits, iterations } = foldHistory(map, 'RUNNING');
  expect(iterations.map(({ index, state }) => [index, state])).toEqual([
    [0, 'running'],
    [1, 'succeeded'],
  ]);
  expect(standings(visits, all).get('Work')).toEqual({ state: 'running', counts: { running: 1, succeeded: 1 } });
  expect(states(map, 'RUNNING', new Map([['Each', 1]]))).toMatchObject({ Work: 'succeeded', Each: 'running' });
});

test('a Map that fails: its iteration, the state in it, and itself', () => {
  const events = [
    ...map,
    ...history(
      [13, 8, 'TaskFailed', { error: 'FfmpegFailed' }],
      [14, 13, 'MapIterationFailed', { name: 'Each', index: 0 }],
      [15, 14, 'MapStateFailed', { error: 'FfmpegFailed' }],
      [16, 15, 'MapStateExited', { name: 'Each' }],
      [17, 16, 'TaskStateEntered', { name: 'After' }],
    ),
  ];
  expect(states(events, 'RUNNING')).toEqual({ Work: 'failed', Each: 'caught', After: 'running' });
  expect(foldHistory(events, 'RUNNING').visits.at(-1)).toMatchObject({ within: [], from: 'Each' });
});

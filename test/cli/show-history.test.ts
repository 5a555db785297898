import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn';
import { HistoryLines, onOneLine } from '../../cli/show-history';

const began = new Date('2024-01-01T00:00:00.000Z').getTime();

function event(
  id: number,
  previousEventId: number,
  type: HistoryEventType,
  details: Partial<HistoryEvent> = {},
  ms = 0,
) {
  return { id, previousEventId, type, timestamp: new Date(began + ms), ...details } satisfies HistoryEvent;
}

/** A task that fails, waits, and succeeds. */
const history: HistoryEvent[] = [
  event(1, 0, 'ExecutionStarted', { executionStartedEventDetails: { input: '{}' } }),
  event(2, 0, 'TaskStateEntered', { stateEnteredEventDetails: { name: 'Pay', input: '{"a":1}' } }),
  event(3, 2, 'TaskScheduled', {
    taskScheduledEventDetails: {
      ...{ resourceType: 'lambda', resource: 'invoke', region: 'eu-west-1', parameters: '{}', timeoutInSeconds: 60 },
    },
  }),
  event(4, 3, 'TaskFailed', {
    taskFailedEventDetails: { ...{ resourceType: 'lambda', resource: 'invoke', error: 'Till.Busy', cause: 'a\nb' } },
  }),
  event(5, 4, 'TaskSucceeded', { taskSucceededEventDetails: { resourceType: 'l', resource: 'i', output: '7' } }, 2500),
  event(6, 5, 'TaskStateExited', { stateExitedEventDetails: { name: 'Pay', output: '7' } }, 2500),
  event(7, 6, 'ExecutionSucceeded', { executionSucceededEventDetails: { output: '7' } }, 62_503),
];

test('a line per event: seconds since the start, ids, type, state, and what it says', () => {
  const lines = new HistoryLines({ coloured: false });
  expect(history.map((each) => lines.line(each))).toEqual([
    '    0.000     1 <- 0     ExecutionStarted             {}',
    '    0.000     2 <- 0     TaskStateEntered             Pay  {"a":1}',
    '    0.000     3 <- 2     TaskScheduled                Pay  lambda:invoke  timeout 60 s',
    '    0.000     4 <- 3     TaskFailed                   Pay  Till.Busy: a\\nb',
    '    2.500     5 <- 4     TaskSucceeded                Pay  7',
    '    2.500     6 <- 5     TaskStateExited              Pay  7',
    '   62.503     7 <- 6     ExecutionSucceeded           7',
  ]);
});

test('the states of branches side by side are told apart by what they follow', () => {
  const lines = new HistoryLines({ coloured: false });
  const shown = [
    event(1, 0, 'TaskStateEntered', { stateEnteredEventDetails: { name: 'Left' } }),
    event(2, 0, 'TaskStateEntered', { stateEnteredEventDetails: { name: 'Right' } }),
    event(3, 1, 'TaskStarted'),
    event(4, 2, 'TaskStarted'),
    event(5, 0, 'MapStateStarted', { mapStateStartedEventDetails: { length: 3 } }),
    event(6, 5, 'MapIterationStarted', { mapIterationStartedEventDetails: { name: 'Each', index: 2 } }),
    event(7, 4, 'ParallelStateSucceeded'),
  ].map((each) => lines.line(each).slice(24).trim().split(/ {2,}/));
  expect(shown.slice(2)).toEqual([
    ['TaskStarted', 'Left'],
    ['TaskStarted', 'Right'],
    ['MapStateStarted', '3 items'],
    ['MapIterationStarted', 'Each', '#2'],
    ['ParallelStateSucceeded'],
  ]);
});

test('errors and causes are shown in full, inputs and outputs in part', () => {
  const long = 'x'.repeat(500);
  const lines = new HistoryLines({ coloured: false });
  const failed = event(1, 0, 'ExecutionFailed', { executionFailedEventDetails: { error: 'E', cause: long } });
  expect(lines.line(failed)).toContain(`E: ${long}`);
  const started = event(1, 0, 'ExecutionStarted', { executionStartedEventDetails: { input: `"${long}"` } });
  expect(lines.line(started)).toMatch(/ {2}"x{59}…$/);
});

test('colours stand for how it went, and only where they are wanted', () => {
  const lines = new HistoryLines({ coloured: true });
  const [, entered = '', , failed = '', succeeded = ''] = history.map((each) => lines.line(each));
  expect(entered).toContain('\u001b[1mPay\u001b[0m');
  expect(failed).toMatch(/\u001b\[31mTaskFailed *\u001b\[0m/); // eslint-disable-line no-control-regex -- colours
  expect(succeeded).toMatch(/\u001b\[32mTaskSucceeded *\u001b\[0m/); // eslint-disable-line no-control-regex -- colours
});

test('an event of a type not known yet is shown without details', () => {
  const lines = new HistoryLines({ coloured: false });
  const details = { taskFailedEventDetails: undefined, novelEventDetails: { error: 3 } };
  expect(lines.line({ ...event(1, 0, 'TaskStarted'), ...details })).toBe('    0.000     1 <- 0     TaskStarted');
});

test('what a terminal would obey is written out', () => {
  expect(onOneLine('a\u001b[2Jb\nc\u0007')).toBe('a\\u001b[2Jb\\nc\\u0007');
});

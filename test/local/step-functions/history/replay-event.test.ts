import { Frame } from '../../../../local/step-functions/history/frame';
import { replayEvent } from '../../../../local/step-functions/history/replay-event';

const enter = (id: number, name: string, input = '{}') => ({
  id,
  type: 'PassStateEntered',
  stateEnteredEventDetails: { name, input },
});
const exit = (output: string, assignedVariables?: Record<string, string>) => ({
  type: 'TaskStateExited',
  stateExitedEventDetails: { output, ...(assignedVariables && { assignedVariables }) },
});

describe('replaying an event', () => {
  test('enters and leaves states in the frame that wrote it', () => {
    const root = new Frame();
    replayEvent(root, enter(2, 'Outer'), '', undefined);
    replayEvent(root, enter(5, 'Inner', '[1]'), '/1/0', undefined);
    expect(root.entered).toEqual({ name: 'Outer', input: '{}', eventId: 2 });
    expect(root.at('/1/0').entered).toEqual({ name: 'Inner', input: '[1]', eventId: 5 });
    expect(root.at('/0').entered).toBeUndefined();
    replayEvent(root, exit('{"b":1}'), '/1/0', 'Then');
    expect(root.at('/1/0')).toMatchObject({ exited: { output: '{"b":1}', next: 'Then' }, output: undefined });
    replayEvent(root, exit('2'), '/1/0', undefined);
    expect(root.at('/1/0').output).toBe('2');
    expect(root.exited).toBeUndefined();
  });

  test('reads the variables that were assigned, which travel as texts', () => {
    const root = new Frame();
    replayEvent(root, exit('1', { a: '{"b":[1]}', c: '"d"' }), '', 'Then');
    replayEvent(root, exit('1'), '', 'Last');
    expect(root.variables).toEqual({ a: { b: [1] }, c: 'd' });
  });

  test.each(['ParallelStateStarted', 'MapStateStarted'])('%s begins the branches anew', (type) => {
    const root = new Frame();
    replayEvent(root, exit('1'), '/0', undefined);
    replayEvent(root, { type: 'MapIterationFailed' }, '', undefined);
    expect(root.child(0).output).toBe('1');
    replayEvent(root, { type }, '', undefined);
    expect(root.child(0).output).toBeUndefined();
  });

  test('knows the map run that was begun, and keeps it when that is redriven', () => {
    const root = new Frame();
    const begun = { type: 'MapRunStarted', mapRunStartedEventDetails: { mapRunArn: 'arn' } };
    replayEvent(root, begun, '/2', undefined);
    replayEvent(root, { type: 'MapRunRedriven' }, '/2', undefined);
    expect([root.mapRunArn, root.child(2).mapRunArn]).toEqual([undefined, 'arn']);
  });

  test('refuses an event without the details of its type', () => {
    expect(() => replayEvent(new Frame(), { type: 'PassStateEntered' }, '', undefined)).toThrow();
  });
});

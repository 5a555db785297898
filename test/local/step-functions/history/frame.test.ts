import { Frame } from '../../../../local/step-functions/history/frame';

const entered = { name: 'A', input: '{}', eventId: 2 };

describe('a frame', () => {
  test('knows the path that leads to it', () => {
    const root = new Frame();
    expect([root.path, root.child(3).child(0).path]).toEqual(['', '/3/0']);
    expect(root.at('/3/0')).toBe(root.child(3).child(0));
    expect(root.at('')).toBe(root);
  });

  test('has an output once its last state was left', () => {
    const frame = new Frame();
    expect(frame.output).toBeUndefined();
    frame.enter(entered);
    expect(frame.output).toBeUndefined();
    frame.exit({ output: '1', next: 'B' }, undefined);
    expect(frame.output).toBeUndefined();
    frame.enter({ ...entered, name: 'B' });
    expect(frame.exited).toBeUndefined();
    frame.exit({ output: '2', next: undefined }, undefined);
    expect(frame.output).toBe('2');
  });

  test('keeps what states assigned, the later over the earlier', () => {
    const frame = new Frame();
    frame.exit({ output: '1', next: 'B' }, { a: 1, b: 1 });
    frame.enter({ ...entered, name: 'B' });
    frame.exit({ output: '1', next: 'C' }, undefined);
    frame.exit({ output: '1', next: 'D' }, { b: 2 });
    expect(frame.variables).toEqual({ a: 1, b: 2 });
  });

  test.each([
    ['enters another state', (frame: Frame) => frame.enter(entered)],
    ['leaves the state', (frame: Frame) => frame.exit({ output: '1', next: 'B' }, undefined)],
    ['begins its branches anew', (frame: Frame) => frame.forgetBranches()],
  ])('forgets its branches when it %s', (_, change) => {
    const frame = new Frame();
    frame.child(0).enter(entered);
    change(frame);
    expect(frame.child(0).entered).toBeUndefined();
  });

  test('forgets the map run of the state before', () => {
    const frame = new Frame();
    frame.mapRunArn = 'arn';
    frame.enter(entered);
    expect(frame.mapRunArn).toBeUndefined();
  });
});

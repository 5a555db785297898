import { breathe } from '../../../../local/step-functions/states/pace';
import { Engine } from '../engine';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Holds the event loop, as states do that wait for nothing. */
function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) continue;
}

describe('pace', () => {
  test('goes on while the turn is young, and waits for the next when it is not', async () => {
    await nextTurn();
    expect(breathe()).toBeUndefined();
    work(20);
    const pause = breathe();
    expect(pause).toBeInstanceOf(Promise);
    await pause;
    expect(breathe()).toBeUndefined();
  });

  test('many that wait go on together in the next turn', async () => {
    await nextTurn();
    void breathe();
    work(20);
    const pauses = [breathe(), breathe(), breathe()];
    expect(pauses.every((pause) => pause instanceof Promise)).toBe(true);
    for (const pause of pauses) await pause;
  });

  test('an execution that never waits lets others have their turns', async () => {
    let turn = 0;
    const turnsOfEvents = new Set<number>();
    const now = () => {
      work(1);
      turnsOfEvents.add(turn);
      return new Date();
    };
    const engine = await Engine.start({ clock: { now, sleep: () => Promise.resolve() } });
    const names = Array.from({ length: 50 }, (_, index) => `S${index}`);
    const states = names.map((name, index) => [name, { Type: 'Pass', Next: `S${index + 1}` }] as const);
    const executionArn = await engine.begin({
      StartAt: 'S0',
      States: { ...Object.fromEntries(states), S50: { Type: 'Succeed' } },
    });
    const watching = new AbortController();
    const counting = (async () => {
      for (; !watching.signal.aborted; turn++) await nextTurn();
    })();
    await engine.end(executionArn);
    watching.abort();
    await counting;
    // A hundred events of a millisecond each don't fit few turns of eight.
    expect(turnsOfEvents.size).toBeGreaterThan(5);
    await engine.close();
  });
});

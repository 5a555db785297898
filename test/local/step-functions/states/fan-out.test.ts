import { fanOut } from '../../../../local/step-functions/states/fan-out';
import { Interruption } from '../../../../local/step-functions/states/states-error';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await nextTurn();
}
const never = new AbortController().signal;

/** Jobs that end when they are told, in any order. */
class Jobs {
  readonly begun: number[] = [];
  readonly slots: number[] = [];
  readonly signals: AbortSignal[] = [];
  private readonly ends = new Map<number, { resolve: () => void; reject: (error: unknown) => void }>();

  readonly job = (index: number, slot: number, signal: AbortSignal): Promise<void> => {
    this.begun.push(index);
    this.slots.push(slot);
    this.signals.push(signal);
    return new Promise((resolve, reject) => this.ends.set(index, { resolve, reject }));
  };

  async end(...indices: number[]): Promise<void> {
    for (const index of indices) this.ends.get(index)?.resolve();
    await turns(2);
  }

  async fail(index: number, error: unknown): Promise<void> {
    this.ends.get(index)?.reject(error);
    await turns(2);
  }
}

describe('fanOut', () => {
  test('begins as many as may run at once, and one more whenever one ends', async () => {
    const jobs = new Jobs();
    const all = fanOut(4, 2, never, jobs.job);
    await turns(3);
    expect(jobs.begun).toEqual([0, 1]);
    await jobs.end(1);
    expect(jobs.begun).toEqual([0, 1, 2]);
    await jobs.end(0, 2);
    expect(jobs.begun).toEqual([0, 1, 2, 3]);
    await jobs.end(3);
    await all;
  });

  test('gives a job the lowest slot that is free', async () => {
    const jobs = new Jobs();
    const all = fanOut(6, 3, never, jobs.job);
    await turns(1);
    await jobs.end(2);
    await jobs.end(1);
    await jobs.end(0, 3);
    expect(jobs.slots).toEqual([0, 1, 2, 2, 1, 0]);
    await jobs.end(4, 5);
    await all;
  });

  test('begins no more than a few in one turn of the event loop, and all in the end', async () => {
    let inThisTurn = 0;
    let most = 0;
    const count = (): Promise<void> => {
      if (inThisTurn === 0) setImmediate(() => (inThisTurn = 0));
      most = Math.max(most, ++inThisTurn);
      return Promise.resolve();
    };
    await fanOut(100, Infinity, never, count);
    expect(most).toBe(16);
  });

  test('has nothing to do for no jobs', async () => {
    await expect(fanOut(0, 1, never, () => Promise.reject(new Error('began')))).resolves.toBeUndefined();
  });

  test('aborts the others when one fails, and throws its error once they have settled', async () => {
    const jobs = new Jobs();
    let thrown: unknown;
    const all = fanOut(5, 3, never, jobs.job).catch((error: unknown) => (thrown = error));
    await turns(1);
    await jobs.fail(1, new Error('first'));
    expect(jobs.signals[0]?.reason).toEqual(new Interruption('sibling failed'));
    await jobs.fail(0, new Error('second'));
    expect([thrown, jobs.begun]).toEqual([undefined, [0, 1, 2]]);
    await jobs.end(2);
    await all;
    expect(thrown).toEqual(new Error('first'));
    expect(jobs.begun).toEqual([0, 1, 2]);
  });

  test('hands an abort on to its jobs with the reason, and throws it once they have settled', async () => {
    const jobs = new Jobs();
    const outer = new AbortController();
    const stopped = new Interruption('stopped');
    let thrown: unknown;
    const all = fanOut(3, 2, outer.signal, jobs.job).catch((error: unknown) => (thrown = error));
    await turns(1);
    outer.abort(stopped);
    await turns(2);
    expect(jobs.signals.map(({ reason }): unknown => reason)).toEqual([stopped, stopped]);
    expect(thrown).toBeUndefined();
    await jobs.end(0, 1);
    await all;
    expect([thrown, jobs.begun]).toEqual([stopped, [0, 1]]);
  });

  test('begins nothing that is aborted already', async () => {
    const began = jest.fn(() => Promise.resolve());
    await expect(fanOut(2, 2, AbortSignal.abort(new Error('over')), began)).rejects.toThrow('over');
    expect(began).not.toHaveBeenCalled();
  });

  test('takes a changed limit at once', async () => {
    const jobs = new Jobs();
    let limit = 1;
    let change = (): void => undefined;
    const concurrency = { limit: () => limit, onChange: (listener: () => void) => void (change = listener) };
    const all = fanOut(5, concurrency, never, jobs.job);
    await turns(2);
    expect(jobs.begun).toEqual([0]);
    limit = 3;
    change();
    await turns(2);
    expect(jobs.begun).toEqual([0, 1, 2]);
    limit = 1;
    change();
    await jobs.end(0, 1);
    expect(jobs.begun).toEqual([0, 1, 2]);
    await jobs.end(2);
    await jobs.end(3);
    await jobs.end(4);
    await all;
  });

  test('leaves no listener on the signal', async () => {
    const { signal } = new AbortController();
    const removed = jest.spyOn(signal, 'removeEventListener');
    const added = jest.spyOn(signal, 'addEventListener');
    await fanOut(3, 1, signal, () => Promise.resolve());
    expect(removed.mock.calls.length).toBe(added.mock.calls.length);
  });
});

import fc from 'fast-check';
import { eachConcurrently } from '../../pipeline/concurrently';

describe('eachConcurrently', () => {
  test('keeps the list’s order, whichever call ends first', async () => {
    const property = fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.integer()),
      fc.integer({ min: 1, max: 9 }),
      async (scheduler, list, limit) => {
        const call = scheduler.scheduleFunction((one: number) => Promise.resolve(one * 2));
        const results = eachConcurrently(list, limit, call);
        await scheduler.waitFor(results);
        expect(await results).toEqual(list.map((one) => one * 2));
      },
    );
    await fc.assert(property);
  });

  test.each([1, 3, 10])('makes %d calls at once and never more', async (limit) => {
    let [running, most] = [0, 0];
    await eachConcurrently(Array.from({ length: 30 }), limit, async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    });
    expect(most).toBe(limit);
  });

  test('calls nothing for an empty list', async () => {
    const call = jest.fn(() => Promise.resolve(1));
    expect(await eachConcurrently([], 4, call)).toEqual([]);
    expect(call).not.toHaveBeenCalled();
  });

  test('throws the first failure', async () => {
    const failing = eachConcurrently([1, 2, 3], 2, (one) =>
      one === 1 ? Promise.resolve(1) : Promise.reject(new Error(`call ${one} failed`)),
    );
    await expect(failing).rejects.toThrow('call 2 failed');
  });
});

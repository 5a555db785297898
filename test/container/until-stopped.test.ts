import { untilStopped, within } from '../../container/until-stopped';

const never = new Promise<never>(() => undefined);
const reason = new Error('told to stop');

describe('untilStopped', () => {
  test('is the work itself as long as nobody says stop', async () => {
    const { signal } = new AbortController();
    expect(await untilStopped(signal, 0, Promise.resolve('done'))).toBe('done');
    await expect(untilStopped(signal, 0, Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  });

  test('leaves work behind that doesn’t hear the signal', async () => {
    const stop = new AbortController();
    const waiting = untilStopped(stop.signal, 1, never);
    stop.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(untilStopped(stop.signal, 1, never)).rejects.toBe(reason);
  });

  test('gives work the time to clean up, and tells the reason, whatever it made of it', async () => {
    const stop = new AbortController();
    let cleaned = false;
    const work = new Promise<void>((_, reject) => {
      stop.signal.addEventListener('abort', () => {
        setImmediate(() => {
          cleaned = true;
          reject(new Error('ffmpeg was killed'));
        });
      });
    });
    const waiting = untilStopped(stop.signal, 60_000, work);
    stop.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(cleaned).toBe(true);
  });

  test('what is done in that time is done', async () => {
    const stop = new AbortController();
    const waiting = untilStopped(stop.signal, 60_000, new Promise((resolve) => setImmediate(() => resolve('done'))));
    stop.abort(reason);
    expect(await waiting).toBe('done');
  });
});

test('within waits no longer than it’s told to', async () => {
  expect(await within(60_000, 'It', Promise.resolve(1))).toBe(1);
  await expect(within(1, 'It', never)).rejects.toThrow('It took longer than 0.001 s');
});

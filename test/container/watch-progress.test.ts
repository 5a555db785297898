import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProgressWatch } from '../../container/watch-progress';
import { temporaryFolder } from '../tools';

describe('a watch for progress', () => {
  const folder = temporaryFolder();
  let watch: ProgressWatch;
  beforeEach(() => void (watch = new ProgressWatch()));
  afterEach(() => watch.end());

  /** Looks as often, with something done before each look. */
  const looks = async (count: number, before: () => unknown = () => undefined) => {
    for (let look = 0; look < count; look += 1) {
      await before();
      await watch.look();
    }
  };

  test('gives a task up after ten looks without any, and says how far it was', async () => {
    watch.limit(90);
    watch.decoded(412);
    await looks(9);
    expect(watch.signal.aborted).toBe(false);
    await looks(1);
    expect(watch.signal.reason).toMatchObject({
      name: 'Stalled',
      message: expect.stringContaining('no progress for 90 s (412 frames so far)') as string,
      figures: { seconds: 90, frames: 412 },
    });
  });

  test('looks by itself, ten times within the limit; without a plan, the plan’s own limit holds', async () => {
    jest.useFakeTimers();
    try {
      const [usual, short] = [new ProgressWatch(), new ProgressWatch()];
      short.limit(20);
      await jest.advanceTimersByTimeAsync(20_000);
      expect([usual, short].map(({ signal }) => signal.aborted)).toEqual([false, true]);
      await jest.advanceTimersByTimeAsync(280_000);
      expect(usual.signal.aborted).toBe(true);
    } finally {
      jest.useRealTimers();
    }
  });

  test('frames and bytes are progress', async () => {
    let frames = 0;
    await looks(9);
    await looks(12, () => watch.decoded((frames += 1)));
    await looks(8);
    await looks(12, watch.moved);
    expect(watch.signal.aborted).toBe(false);
  });

  test('so is a file that grows, is rewritten or goes, however deep in the folder', async () => {
    const path = join(folder(), 'attempt-1', 'gray.mp4');
    await mkdir(join(folder(), 'attempt-1'));
    watch.watchFolder(folder());
    await looks(9);
    await looks(12, () => appendFile(path, 'more'));
    await looks(9);
    await looks(1, () => writeFile(path, 'less'));
    await looks(9);
    expect(watch.signal.aborted).toBe(false);
    await looks(1);
    expect(watch.signal.aborted).toBe(true);
  });

  test('a folder that is gone is none', async () => {
    watch.watchFolder(join(folder(), 'gone'));
    await looks(12);
    expect(watch.signal.aborted).toBe(true);
  });

  test('a task that has ended can’t stall any more', async () => {
    await looks(9);
    watch.end();
    await looks(12);
    expect(watch.signal.aborted).toBe(false);
  });
});

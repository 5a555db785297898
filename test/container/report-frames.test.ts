import { reportFrames } from '../../container/report-frames';
import { rememberingLog } from './fakes';

describe('reportFrames', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  test('writes at most once a second, and the newest figure', async () => {
    const written: number[] = [];
    const reports = reportFrames((frames) => Promise.resolve(void written.push(frames)), rememberingLog());
    for (let frame = 1; frame <= 100; frame += 1) {
      await jest.advanceTimersByTimeAsync(25);
      reports.report(frame);
    }
    expect(written).toEqual([40, 80]);
  });

  test('waits for a slow write instead of starting another, and settles with it', async () => {
    const written: number[] = [];
    const write = async (frames: number) => {
      await new Promise((resolve) => setTimeout(resolve, 5000));
      written.push(frames);
    };
    const reports = reportFrames(write, rememberingLog());
    jest.advanceTimersByTime(1000);
    reports.report(1);
    jest.advanceTimersByTime(2000);
    reports.report(2);
    const settled = reports.settle();
    expect(written).toEqual([]);
    await jest.advanceTimersByTimeAsync(3000);
    await settled;
    expect(written).toEqual([1]);
    reports.report(3);
    await jest.advanceTimersByTimeAsync(5000);
    expect(written).toEqual([1, 3]);
  });

  test('a write that fails is logged, and the next is tried', async () => {
    const log = rememberingLog();
    const write = jest.fn(() => Promise.reject(new Error('throttled')));
    const reports = reportFrames(write, log);
    for (const frames of [1, 2]) {
      await jest.advanceTimersByTimeAsync(1000);
      reports.report(frames);
      await reports.settle();
    }
    expect(write).toHaveBeenCalledTimes(2);
    expect(log.lines[0]).toEqual({ level: 'warn', message: 'progress not written', figures: { reason: 'Error: throttled' } }); // prettier-ignore
  });
});

import { clock } from '../../pipeline/clock';

describe('clock', () => {
  test.each([
    [0, '00:00:00.000'],
    [62.5, '00:01:02.500'],
    [59.9996, '00:01:00.000'],
    [3599.9999, '01:00:00.000'],
    [0.001, '00:00:00.001'],
    [360_000, '100:00:00.000'],
  ])('%d s is %s', (seconds, text) => expect(clock(seconds)).toBe(text));
});

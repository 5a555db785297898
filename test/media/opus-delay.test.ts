import { parseOpusDelay } from '../../media/opus-delay';

describe('parseOpusDelay', () => {
  test('reads the number of samples from bytes 10 and 11 of the header', () => {
    const dump = '\n00000000: 4f70 7573 4865 6164 0101 3801 80bb 0000  OpusHead..8.....\n00000010: 0000 00   ...\n';
    expect(parseOpusDelay(dump)).toBeCloseTo(312 / 48_000, 12);
  });

  test('the lower byte comes first', () => {
    expect(parseOpusDelay('00000000: 4f70 7573 4865 6164 0102 000f 80bb 0000  OpusHead........')).toBe(0.08);
  });

  test('is none without a header', () => expect(parseOpusDelay('')).toBe(0));
});

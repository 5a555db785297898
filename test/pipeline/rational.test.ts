import fc from 'fast-check';
import { formatRational, parseRational, toMicroseconds, toPts, toSeconds } from '../../pipeline/rational';

const ntsc = { numerator: 1001, denominator: 30_000 };

describe('parseRational', () => {
  test.each([
    ['1/30000', { numerator: 1, denominator: 30_000 }],
    ['30000/1001', { numerator: 30_000, denominator: 1001 }],
    ['16:9', { numerator: 16, denominator: 9 }],
  ])('reads %s', (text, expected) => expect(parseRational(text)).toEqual(expected));

  test.each(['0/0', '0/1', '1/0', '', '25', '1/2/3', '-1/25', '1.5/2', 'N/A'])('is undefined for "%s"', (text) =>
    expect(parseRational(text)).toBeUndefined(),
  );

  test('reads what formatRational writes', () => {
    const positive = fc.integer({ min: 1 });
    fc.assert(
      fc.property(positive, positive, (numerator, denominator) => {
        expect(parseRational(formatRational({ numerator, denominator }))).toEqual({ numerator, denominator });
      }),
    );
  });
});

describe('conversions', () => {
  test('a time stamp counts in units of its time base', () => {
    expect(toSeconds(300, ntsc)).toBe(10.01);
    expect(toMicroseconds(1, ntsc)).toBe(33_367);
    expect(toMicroseconds(-1, ntsc)).toBe(-33_367);
  });

  test('toPts rounds down to the unit', () => {
    expect(toPts(10.01, ntsc)).toBe(300);
    expect(toPts(0.999_999, { numerator: 1, denominator: 25 })).toBe(24);
    expect(toPts(1, { numerator: 1, denominator: 25 })).toBe(25);
  });
});

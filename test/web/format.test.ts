import { bytes, clock, count, dollars, duration, plural, quantity } from '../../web/parts/format';

test.each([
  [0, false, '0:00'],
  [59.999, false, '0:59'],
  [59.999, true, '0:59.99'],
  [0.29, true, '0:00.29'],
  [3723.5, true, '1:02:03.50'],
  [-1, false, '0:00'],
])('%d s as a time, hundredths %s: %s', (seconds, hundredths, text) => {
  expect(clock(seconds, hundredths)).toBe(text);
});

test('durations, money, sizes and numbers as people write them', () => {
  expect([0.84, 12.34, 245, 7380].map(duration)).toEqual(['840 ms', '12.3 s', '4 min 5 s', '2 h 3 min']);
  expect([0, 12.345, 0.0123, 0.000061].map(dollars)).toEqual(['$0', '$12.35', '$0.012', '$0.000061']);
  expect([0, 999, 5600, 123_456_789].map(bytes)).toEqual(['0 B', '999 B', '5.6 KB', '123 MB']);
  expect([count(1_234_567), quantity(0.116666), quantity(1200)]).toEqual(['1,234,567', '0.1167', '1,200']);
  expect([plural(1, 'shot'), plural(2, 'shot')]).toEqual(['1 shot', '2 shots']);
});

import { Injections, countKinds } from '../../../local/faults/injections';

test('a lot is drawn at about its rate, alike for the same seed', () => {
  const drawn = (seed: number) => {
    const lot = new Injections(seed).lot('s3.cut', 0.25);
    return Array.from({ length: 1000 }, () => lot.drawn('segment'));
  };
  expect(drawn(1)).toEqual(drawn(1));
  expect(drawn(1)).not.toEqual(drawn(2));
  // Three standard deviations around 250.
  expect(Math.abs(drawn(1).filter(Boolean).length - 250)).toBeLessThan(42);
});

test('what others draw changes nothing', () => {
  const lot = new Injections(1).lot('s3.cut', 0.5);
  const other = new Injections(1).lot('s3.cut', 0.5);
  const both = Array.from({ length: 50 }, () => {
    lot.drawn('concat');
    return lot.drawn('segment');
  });
  expect(both).toEqual(Array.from({ length: 50 }, () => other.drawn('segment')));
});

test('no more than so many are injected, and none at the end; those that were are counted', () => {
  const injections = new Injections(1);
  const lot = injections.lot('s3.cut', 1, 2);
  expect([1, 2, 3].map(() => lot.inject('GET /a/b', 'segment, request 1'))).toEqual([true, true, false]);
  const other = injections.lot('s3.stall', 1);
  expect(other.inject('GET /a/b', 'segment, request 1')).toBe(true);
  injections.end();
  expect(other.inject('GET /a/b', 'segment, request 2')).toBe(false);
  expect(countKinds(injections.injected)).toEqual([
    ['s3.cut', 2],
    ['s3.stall', 1],
  ]);
  expect(injections.injected[0]).toEqual({ kind: 's3.cut', what: 'GET /a/b', at: 'segment, request 1' });
});

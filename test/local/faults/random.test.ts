import { Random } from '../../../local/faults/random';

const some = (random: Random, stream: string): number[] => Array.from({ length: 1000 }, () => random.next(stream));

test('the same seed gives the same numbers, another seed others', () => {
  expect(some(new Random(7), 'a')).toEqual(some(new Random(7), 'a'));
  expect(some(new Random(7), 'a')).not.toEqual(some(new Random(8), 'a'));
});

test('what one stream is asked for changes nothing in another', () => {
  const random = new Random(7);
  some(random, 'b');
  expect(some(random, 'a')).toEqual(some(new Random(7), 'a'));
});

test('numbers lie evenly between 0 and 1', () => {
  const tenths = some(new Random(1), 'a').map((number) => Math.floor(number * 10));
  const counts = Array.from({ length: 10 }, (_, tenth) => tenths.filter((each) => each === tenth).length);
  expect(counts.reduce((sum, count) => sum + count)).toBe(1000);
  // Three standard deviations around 100.
  counts.forEach((count) => expect(Math.abs(count - 100)).toBeLessThan(29));
});
